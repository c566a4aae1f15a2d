// SPDX-License-Identifier: BSD-2-Clause
/*
 * Fills prog_arrays of objects of iproute2's kind. A program without a
 * prog_array to stand in is an error.
 */
#include "source/tail_call.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <string.h>

#include "base/str.h"

bool tail_call_parse(const char *section, uint32_t *id, uint32_t *key)
{
	char text[24];
	char *rest = text;
	struct err none;
	uint64_t value;
	const char *word;

	if (strlen(section) >= sizeof(text))
		return false;
	memcpy(text, section, strlen(section) + 1);
	word = str_next_word(&rest, '/');
	if (!rest || str_number(word, 0, UINT32_MAX, "", &value, &none) < 0)
		return false;
	*id = (uint32_t)value;
	if (str_number(rest, 0, UINT32_MAX, "", &value, &none) < 0)
		return false;
	*key = (uint32_t)value;
	return true;
}

static const struct declared *find_prog_array(const struct object *o,
					      uint32_t id)
{
	for (size_t i = 0; i < o->declared.n; i++)
		if (o->declared.v[i].id == id &&
		    o->declared.v[i].shape.type == BPF_MAP_TYPE_PROG_ARRAY)
			return &o->declared.v[i];
	return NULL;
}

static int fill(const struct object *o, const char *section, uint32_t id,
		uint32_t key, int program, struct err *e)
{
	const struct declared *d = find_prog_array(o, id);

	if (!d)
		return err_set(e, 0,
			       "%s: section %s: no prog_array has the id %u",
			       o->path, section, id);
	if (bpf_map_update_elem(bpf_map__fd(object_map(o, d)), &key, &program,
				BPF_ANY) < 0)
		return err_set(e, errno, "%s: section %s into slot %u of %s",
			       o->path, section, key, d->name);
	return 0;
}

int tail_calls_fill(const struct object *o, struct err *e)
{
	struct bpf_program *program;

	bpf_object__for_each_program (program, o->bpf) {
		const char *section = bpf_program__section_name(program);
		uint32_t id;
		uint32_t key;

		if (bpf_program__fd(program) >= 0 &&
		    tail_call_parse(section, &id, &key) &&
		    fill(o, section, id, key, bpf_program__fd(program), e) < 0)
			return -1;
	}
	return 0;
}
