// SPDX-License-Identifier: BSD-2-Clause
/*
 * Reads the BTF of maps, by libbpf, which nothing else here touches: its pages
 * are not read in unless a map has BTF that we may see.
 */
#include "entry/btf.h"

#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdlib.h>

#include "base/fd.h"
#include "base/str.h"
#include "entry/btf_text.h"

void btf_types_clear(struct btf_types *types)
{
	free(types->key);
	free(types->value);
	*types = (struct btf_types){0};
}

/* libbpf opens by id as well; to be asked first is what keeps who may not from
 * touching it. */
static int check_access(uint32_t id, struct err *e)
{
	_cleanup_fd_ int fd = bpf_btf_open_id(id);

	if (fd < 0)
		return err_set(e, errno, "its BTF%s",
			       errno == EPERM ? " (needs CAP_SYS_ADMIN)" : "");
	return 0;
}

void btf_types_of(const struct btf *btf, const struct bpf_map_facts *facts,
		  struct btf_types *out)
{
	*out = (struct btf_types){
		btf_text(btf, facts->btf.key_type, facts->shape.key_size),
		btf_text(btf, facts->btf.value_type, facts->shape.value_size),
	};
}

int btf_types_read(const struct bpf_map_facts *facts, struct btf_types *out,
		   struct err *e)
{
	const struct bpf_map_btf *from = &facts->btf;
	struct btf *btf;

	*out = (struct btf_types){0};
	if (from->id == 0 || (from->key_type == 0 && from->value_type == 0))
		return 0;
	if (check_access(from->id, e) < 0)
		return -1;
	(void)libbpf_set_print(NULL); /* it would print by itself */
	btf = btf__load_from_kernel_by_id(from->id);
	if (!btf)
		return err_set(e, errno, "its BTF");
	btf_types_of(btf, facts, out);
	btf__free(btf);
	return 0;
}

static int find_types(struct map *m, const struct notes *notes, struct err *e)
{
	const struct bpf_map_facts facts = {.shape = m->shape, .btf = m->btf};
	char label[MAP_LABEL_MAX];
	struct btf_types types;

	if (m->key_type || m->value_type)
		return 0;
	if (btf_types_read(&facts, &types, e) < 0)
		return err_prefix(e, "--types: %s", map_label(m, label));
	m->key_type = types.key;
	m->value_type = types.value;
	if (!types.value)
		note(notes, NOTE_DETAIL, "%s: no BTF tells its types",
		     map_label(m, label));
	return 0;
}

int maps_find_types(struct map_set *set, const struct notes *notes,
		    struct err *e)
{
	map_set_each (m, set)
		if (find_types(m, notes, e) < 0)
			return -1;
	return 0;
}
