// SPDX-License-Identifier: BSD-2-Clause
/*
 * The same as JSON, by yajl. bpfns-exec(1) documents every key: new ones may
 * come, those that are there must keep their name and meaning.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yajl/yajl_gen.h>

#include "base/str.h"
#include "cmd/explain_print.h"
#include "confine/policy_const.h"
#include "entry/kind.h"

#define FORMAT_VERSION 1

struct doc {
	yajl_gen g;
	bool failed; /* memory was short: the document is not whole */
};

static void put_bytes(struct doc *d, const char *text, size_t len)
{
	(void)yajl_gen_string(d->g, (const unsigned char *)text, len);
}

/* What is no UTF-8 is no JSON either: it is escaped, as messages are. */
static void put_text(struct doc *d, const char *text)
{
	size_t len = strlen(text);
	_cleanup_free_ char *escaped = NULL;

	if (yajl_gen_string(d->g, (const unsigned char *)text, len) !=
	    yajl_gen_invalid_string)
		return;
	escaped = malloc(4 * len + 1);
	if (!escaped) {
		d->failed = true;
		return;
	}
	str_escape(text, escaped, 4 * len + 1);
	put_bytes(d, escaped, strlen(escaped));
}

static void put_key(struct doc *d, const char *key)
{
	put_bytes(d, key, strlen(key));
}

static void put_string(struct doc *d, const char *key, const char *value)
{
	put_key(d, key);
	if (value)
		put_text(d, value);
	else
		(void)yajl_gen_null(d->g);
}

static void put_number(struct doc *d, const char *key, unsigned long long value)
{
	put_key(d, key);
	(void)yajl_gen_integer(d->g, (long long)value);
}

static void put_bool(struct doc *d, const char *key, bool value)
{
	put_key(d, key);
	(void)yajl_gen_bool(d->g, value);
}

static void open_list(struct doc *d, const char *key)
{
	put_key(d, key);
	(void)yajl_gen_array_open(d->g);
}

static void put_map(struct doc *d, const struct map *m)
{
	(void)yajl_gen_map_open(d->g);
	put_string(d, "name", m->name);
	put_number(d, "id", m->id);
	put_number(d, "fd", (unsigned int)m->fd);
	put_string(d, "type", kind_of(m->shape.type)->name);
	put_number(d, "type_number", m->shape.type);
	put_number(d, "key_size", m->shape.key_size);
	put_number(d, "value_size", m->shape.value_size);
	put_number(d, "max_entries", m->shape.max_entries);
	put_number(d, "flags", m->shape.flags);
	put_string(d, "access", map_access_word(m->access));
	put_number(d, "kernel_id", m->kernel_id);
	put_string(d, "from", m->origin);
	(void)yajl_gen_map_close(d->g);
}

static void put_maps(struct doc *d, const struct map_set *set)
{
	open_list(d, "maps");
	map_set_each (m, set)
		put_map(d, m);
	(void)yajl_gen_array_close(d->g);
}

static void put_command(struct doc *d, char *const *command)
{
	open_list(d, "command");
	for (; *command; command++)
		put_text(d, *command);
	(void)yajl_gen_array_close(d->g);
}

static void put_descriptors(struct doc *d, const struct kept_fds *keep)
{
	open_list(d, "kept_descriptors");
	for (size_t i = 0; i < keep->n; i++)
		(void)yajl_gen_integer(d->g, keep->v[i]);
	(void)yajl_gen_array_close(d->g);
}

/* The strings that are ours, as an object. */
static void put_environment(struct doc *d, const struct env *env)
{
	put_key(d, "environment");
	(void)yajl_gen_map_open(d->g);
	for (size_t i = env->n_borrowed; i < env->n; i++) {
		size_t name = strcspn(env->v[i], "=");

		put_bytes(d, env->v[i], name);
		put_text(d, env->v[i] + name + 1);
	}
	(void)yajl_gen_map_close(d->g);
}

static void put_identity(struct doc *d, const struct explained *found)
{
	put_key(d, "identity");
	(void)yajl_gen_map_open(d->g);
	put_number(d, "uid", found->uid[1]);
	put_number(d, "gid", found->gid[1]);
	open_list(d, "groups");
	for (size_t i = 0; i < found->n_groups; i++)
		(void)yajl_gen_integer(d->g, found->groups[i]);
	(void)yajl_gen_array_close(d->g);
	(void)yajl_gen_map_close(d->g);
}

static void put_caps(struct doc *d, const char *key, uint64_t set)
{
	char name[CAPS_NAME_MAX];

	open_list(d, key);
	for (int c = 0; c < 64; c++)
		if (set >> c & 1)
			put_text(d, caps_name(c, name));
	(void)yajl_gen_array_close(d->g);
}

static void put_privileges(struct doc *d, const struct caps *before,
			   const struct caps_state *now)
{
	unsigned int bit;
	const char *name;

	put_key(d, "capabilities");
	(void)yajl_gen_map_open(d->g);
	put_caps(d, "effective", now->effective);
	put_caps(d, "permitted", now->permitted);
	put_caps(d, "inheritable", now->inheritable);
	put_caps(d, "ambient", now->ambient);
	put_caps(d, "bounding", now->bounding);
	put_caps(d, "taken", before->permitted & ~now->permitted);
	(void)yajl_gen_map_close(d->g);
	open_list(d, "securebits");
	for (size_t i = 0; (name = explain_securebit(i, &bit)); i++)
		if (now->securebits & bit)
			put_text(d, name);
	(void)yajl_gen_array_close(d->g);
	put_bool(d, "no_new_privs", now->no_new_privs);
}

static void put_netns(struct doc *d, const char *asked,
		      const struct explained *found)
{
	put_key(d, "netns");
	(void)yajl_gen_map_open(d->g);
	put_string(d, "asked", asked);
	put_number(d, "inode", found->netns);
	(void)yajl_gen_map_close(d->g);
}

static void put_policy(struct doc *d, const struct guard *guard,
		       const struct explained *found)
{
	const char *name;

	put_key(d, "policy");
	(void)yajl_gen_map_open(d->g);
	put_string(d, "name", guard->name);
	put_number(d, "instructions", guard->none ? 0 : guard->filter.len);
	open_list(d, "bpf");
	for (unsigned int c = 0; (name = policy_const_command(c)); c++)
		if (found->bpf >> c & 1)
			put_text(d, name);
	(void)yajl_gen_array_close(d->g);
	put_key(d, "system_calls");
	(void)yajl_gen_map_open(d->g);
	put_number(d, "allowed", found->always);
	put_number(d, "conditional", found->sometimes);
	put_number(d, "denied", found->never);
	(void)yajl_gen_map_close(d->g);
	put_bool(d, "one_exec", guard->exec == GUARD_EXEC_ONCE);
	(void)yajl_gen_map_close(d->g);
}

/* yajl remembers a failure: what follows one does nothing, and nothing whole
 * comes out in the end. */
static void put_all(struct doc *d, const struct explanation *x,
		    const struct explained *found)
{
	(void)yajl_gen_map_open(d->g);
	put_number(d, "version", FORMAT_VERSION);
	put_command(d, x->command);
	put_maps(d, x->set);
	put_descriptors(d, x->keep);
	put_environment(d, x->env);
	put_identity(d, found);
	put_netns(d, x->netns, found);
	put_privileges(d, x->caps, &found->caps);
	put_policy(d, x->guard, found);
	(void)yajl_gen_map_close(d->g);
}

int explain_json(const struct explanation *x, const struct explained *found,
		 struct err *e)
{
	struct doc d = {.g = yajl_gen_alloc(NULL)};
	const unsigned char *text;
	size_t len;
	int r = 0;

	if (!d.g)
		return err_set(e, ENOMEM, "memory");
	(void)yajl_gen_config(d.g, yajl_gen_beautify, 1);
	(void)yajl_gen_config(d.g, yajl_gen_validate_utf8, 1);
	put_all(&d, x, found);
	/* Only after a document that is whole there is nothing to close. */
	if (d.failed ||
	    yajl_gen_map_close(d.g) != yajl_gen_generation_complete ||
	    yajl_gen_get_buf(d.g, &text, &len) != yajl_gen_status_ok)
		r = err_set(e, ENOMEM, "JSON");
	else if (fwrite(text, 1, len, stdout) != len || fflush(stdout) != 0)
		r = err_set(e, errno, "standard output");
	yajl_gen_free(d.g);
	return r;
}
