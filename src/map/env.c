// SPDX-License-Identifier: BSD-2-Clause
/*
 * Writes the environment of the workload. It must never let a variable of the
 * contract through that came from outside: getenv() finds the first.
 */
#include "map/env.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/str.h"
#include "bpfns.h"

/* The kernel's bound on one string of an exec, its NUL counted
 * (MAX_ARG_STRLEN, include/uapi/linux/binfmts.h: 32 pages). */
#define EXEC_STRING_MAX (32UL * 4096)

static bool name_is(const char *name, size_t len, const char *what)
{
	return strlen(what) == len && memcmp(name, what, len) == 0;
}

bool env_reserved(const char *name, size_t len)
{
	size_t prefix = strlen(BPFNS_ENV_MAP_BY_ID);

	if (name_is(name, len, BPFNS_ENV_NUM_MAPS) ||
	    name_is(name, len, BPFNS_ENV_MAPS) ||
	    name_is(name, len, "LISTEN_FDS") ||
	    name_is(name, len, "LISTEN_PID") ||
	    name_is(name, len, "LISTEN_FDNAMES") ||
	    name_is(name, len, "LISTEN_PIDFDID"))
		return true;
	return len > prefix && memcmp(name, BPFNS_ENV_MAP_BY_ID, prefix) == 0 &&
	       (name[prefix] == '_' ||
		(name[prefix] >= '0' && name[prefix] <= '9'));
}

static int env_append(struct env *env, char *string, struct err *e)
{
	char **v;

	/* Grown by doubling: at 0, 1, 3, 7, ... strings. */
	if ((env->n & (env->n + 1)) == 0) {
		v = reallocarray(env->v, 2 * env->n + 2, sizeof(*v));
		if (!v)
			return err_set(e, ENOMEM, "memory");
		env->v = v;
	}
	env->v[env->n++] = string;
	env->v[env->n] = NULL;
	return 0;
}

/* Takes the string over; NULL (memory was short) is passed on as -1. */
static int env_add(struct env *env, char *string, struct err *e)
{
	if (!string)
		return -1;
	if (env_append(env, string, e) < 0) {
		free(string);
		return -1;
	}
	return 0;
}

/* Before anything is added. */
static int env_borrow(struct env *env, const char *string, struct err *e)
{
	/* execve's list has no const, but execve changes nothing. */
	if (env_append(env, (char *)string, e) < 0)
		return -1;
	env->n_borrowed = env->n;
	return 0;
}

void env_clear(struct env *env)
{
	for (size_t i = env->n_borrowed; i < env->n; i++)
		free(env->v[i]);
	free(env->v);
	*env = (struct env){0};
}

/* Of what is borrowed, before anything is added. */
static void env_remove(struct env *env, const char *name, size_t len)
{
	size_t kept = 0;

	for (size_t i = 0; i < env->n; i++)
		if (strncmp(env->v[i], name, len) != 0 || env->v[i][len] != '=')
			env->v[kept++] = env->v[i];
	env->n = kept;
	env->n_borrowed = kept;
	if (env->v)
		env->v[kept] = NULL;
}

static int borrow_ours(const struct env_request *request, struct env *out,
		       struct err *e)
{
	for (char **v = environ; !request->clear && v && *v; v++) {
		size_t len = strcspn(*v, "=");

		if (env_reserved(*v, len))
			continue;
		if (env_borrow(out, *v, e) < 0)
			return -1;
	}
	for (size_t i = 0; i < request->unset.n; i++)
		env_remove(out, request->unset.v[i],
			   strlen(request->unset.v[i]));
	for (size_t i = 0; i < request->set.n; i++) {
		const char *pair = request->set.v[i];

		env_remove(out, pair, strcspn(pair, "="));
		if (env_borrow(out, pair, e) < 0)
			return -1;
	}
	return 0;
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* One list of the variables' names, to find those that two maps share. */
struct variables {
	char **of_map; /* by the map's place; NULL: it gets none */
	char **sorted;
	size_t n;
};

#define _cleanup_variables_ __attribute__((__cleanup__(variables_clear)))

static void variables_clear(struct variables *vars)
{
	for (size_t i = 0; i < vars->n; i++)
		free(vars->sorted[i]);
	free(vars->sorted);
	free(vars->of_map);
}

static int variables_make(struct variables *vars, const struct map_set *set,
			  const struct notes *notes, struct err *e)
{
	char variable[sizeof(BPFNS_ENV_MAP_BY_NAME) + BPFNS_NAME_LONGEST];

	vars->of_map = calloc(set->n + 1, sizeof(char *));
	vars->sorted = calloc(set->n + 1, sizeof(char *));
	if (!vars->of_map || !vars->sorted)
		return err_set(e, ENOMEM, "memory");
	for (size_t i = 0; i < set->n; i++) {
		const char *name = set->v[i].name;

		if (!name ||
		    bpfns_map_variable(name, variable, sizeof(variable)) < 0)
			continue;
		if (str_is_digits(name)) {
			note(notes, NOTE_WARNING,
			     "map %s: a name of digits alone gets no variable",
			     name);
			continue;
		}
		vars->of_map[i] = str_copy(variable, e);
		if (!vars->of_map[i])
			return -1;
		vars->sorted[vars->n++] = vars->of_map[i];
	}
	qsort(vars->sorted, vars->n, sizeof(char *), by_text);
	return 0;
}

/* The list is sorted, so those alike are neighbours of what bsearch hits. */
static bool variable_is_shared(const struct variables *vars, const char *name)
{
	char **hit =
		bsearch(&name, vars->sorted, vars->n, sizeof(char *), by_text);

	if (hit > vars->sorted && str_equal(hit[-1], name))
		return true;
	return hit + 1 < vars->sorted + vars->n && str_equal(hit[1], name);
}

static int add_by_name(const struct map_set *set, const struct notes *notes,
		       struct env *out, struct err *e)
{
	_cleanup_variables_ struct variables vars = {0};

	if (variables_make(&vars, set, notes, e) < 0)
		return -1;
	for (size_t i = 0; i < set->n; i++) {
		const char *variable = vars.of_map[i];

		if (!variable)
			continue;
		if (variable_is_shared(&vars, variable)) {
			note(notes, NOTE_WARNING,
			     "map %s: another map's variable is %s as well; "
			     "neither gets one",
			     set->v[i].name, variable);
			continue;
		}
		if (env_add(out, str_format(e, "%s=%d", variable, set->v[i].fd),
			    e) < 0)
			return -1;
	}
	return 0;
}

static int add_by_id(const struct map_set *set, struct env *out, struct err *e)
{
	if (env_add(out, str_format(e, BPFNS_ENV_NUM_MAPS "=%zu", set->n), e) <
	    0)
		return -1;
	map_set_each (m, set)
		if (env_add(out,
			    str_format(e, BPFNS_ENV_MAP_BY_ID "%u=%d", m->id,
				       m->fd),
			    e) < 0)
			return -1;
	return 0;
}

/* BPF_MAP<id>_KEY and _VALUE, of those maps whose types are known. */
static int add_type(const struct map *m, const char *suffix, const char *type,
		    const struct notes *notes, struct env *out, struct err *e)
{
	char label[MAP_LABEL_MAX];
	char *pair;

	if (!type)
		return 0;
	pair = str_format(e, BPFNS_ENV_MAP_BY_ID "%u%s=%s", m->id, suffix,
			  type);
	if (pair && strlen(pair) >= EXEC_STRING_MAX) {
		note(notes, NOTE_WARNING,
		     "%s: its type is left out: too long for an exec",
		     map_label(m, label));
		free(pair);
		return 0;
	}
	return env_add(out, pair, e);
}

static int add_types(const struct map_set *set, const struct notes *notes,
		     struct env *out, struct err *e)
{
	map_set_each (m, set)
		if (add_type(m, BPFNS_ENV_KEY_SUFFIX, m->key_type, notes, out,
			     e) < 0 ||
		    add_type(m, BPFNS_ENV_VALUE_SUFFIX, m->value_type, notes,
			     out, e) < 0)
			return -1;
	return 0;
}

/* "VARIABLE=name:name:...", `nameless` for a map that has none. */
static int add_names(const struct map_set *set, const char *variable,
		     const char *nameless, const struct notes *notes,
		     struct env *out, struct err *e)
{
	_cleanup_free_ char *text = NULL;
	size_t size = strlen(variable) + 2;
	char *at;

	map_set_each (m, set)
		size += strlen(m->name ? m->name : nameless) + 1;
	if (size > EXEC_STRING_MAX) {
		note(notes, NOTE_WARNING,
		     "%s is left out: too long for an exec", variable);
		return 0;
	}
	text = malloc(size);
	if (!text)
		return err_set(e, ENOMEM, "memory");
	at = stpcpy(stpcpy(text, variable), "=");
	map_set_each (m, set) {
		at = stpcpy(at, m->name ? m->name : nameless);
		if (m + 1 < set->v + set->n)
			*at++ = ':';
	}
	*at = '\0';
	at = text;
	text = NULL;
	return env_add(out, at, e);
}

/* sd_listen_fds(3): the pid is ours, since execve keeps it. */
static int add_listen_fds(const struct map_set *set, const struct notes *notes,
			  struct env *out, struct err *e)
{
	if (env_add(out, str_format(e, "LISTEN_PID=%d", (int)getpid()), e) < 0)
		return -1;
	if (env_add(out, str_format(e, "LISTEN_FDS=%zu", set->n), e) < 0)
		return -1;
	return add_names(set, "LISTEN_FDNAMES", "unknown", notes, out, e);
}

int env_build(const struct map_set *set, const struct env_request *request,
	      const struct notes *notes, struct env *out, struct err *e)
{
	if (borrow_ours(request, out, e) < 0 || add_by_id(set, out, e) < 0 ||
	    add_names(set, BPFNS_ENV_MAPS, "", notes, out, e) < 0 ||
	    add_by_name(set, notes, out, e) < 0 ||
	    add_types(set, notes, out, e) < 0)
		return -1;
	return request->listen_fds ? add_listen_fds(set, notes, out, e) : 0;
}

int env_claim(struct env *env, struct err *e)
{
	for (size_t i = env->n_borrowed; i < env->n; i++) {
		char *ours;

		if (!str_starts(env->v[i], "LISTEN_PID="))
			continue;
		ours = str_format(e, "LISTEN_PID=%d", (int)getpid());
		if (!ours)
			return -1;
		free(env->v[i]);
		env->v[i] = ours;
	}
	return 0;
}
