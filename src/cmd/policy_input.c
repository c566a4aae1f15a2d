// SPDX-License-Identifier: BSD-2-Clause
/*
 * Finds and builds the policies that bpfns-policy works on.
 */
#include "cmd/policy_input.h"

#include <string.h>

#include "base/str.h"
#include "confine/codegen.h"
#include "confine/policy_file.h"
#include "confine/preset_text.h"

/* 1: it is one, and in *out; 0: it is none. */
static int find_preset(const char *word, struct policy_text *out, struct err *e)
{
	if (preset_text_expand(word, &out->text, e) < 0)
		return -1;
	if (!out->text)
		return 0;
	out->len = strlen(out->text);
	out->name = str_copy(word, e);
	return out->name ? 1 : -1;
}

static int build(const struct policy_text *text, struct policy_input *out,
		 struct err *e)
{
	out->has_rules = !memchr(text->text, '\0', text->len);
	if (!out->has_rules)
		return policy_file_build(text, 0, &out->filter, e);
	if (policy_file_parse(text, 0, &out->rules, e) < 0)
		return -1;
	if (codegen_filter(&out->rules, &out->filter, e) < 0)
		return err_prefix(e, "%s", text->name);
	return 0;
}

int policy_input_load(const char *word, struct policy_input *out, struct err *e)
{
	_cleanup_text_ struct policy_text text = {0};
	int r = 0;

	*out = (struct policy_input){.name = word};
	if (str_equal(word, "none"))
		return err_set(e, 0,
			       "none: no filter at all, and so nothing to look "
			       "at (a file of this name: ./none)");
	if (word[strcspn(word, "/.")] == '\0')
		r = find_preset(word, &text, e);
	if (r == 0)
		r = policy_file_open(word, 0, &text, e);
	if (r < 0)
		return -1;
	return build(&text, out, e);
}

void policy_input_free(struct policy_input *in)
{
	policy_free(&in->rules);
	filter_free(&in->filter);
}
