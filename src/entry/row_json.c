// SPDX-License-Identifier: BSD-2-Clause
/*
 * Reads rows of JSON: yajl tells what is in there, and what belongs to a key
 * or value is written down again as src/value reads it. It must never follow
 * nesting deeper than a type has.
 */
#include "entry/row_json.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <yajl/yajl_parse.h>

#include "entry/json_text.h"
#include "value/utf8.h"
#include "value/value.h"

/* Where the parser stands. */
enum place {
	OUTSIDE, /* of all rows */
	IN_ROW,	 /* between its members */
	AT_KEY,	 /* in the value of "key" */
	AT_VALUE,
	AT_VALUES, /* before the array of "values" */
	IN_VALUES, /* in it, between its objects */
	IN_ENTRY,  /* in such an object */
	AT_CPU,	   /* in the value of "cpu" */
	AT_CPU_VALUE,
};

struct row_json {
	yajl_handle parser;
	struct row_gather *gather;
	struct err *e;
	bool failed; /* *e says it already */
	bool begun;  /* more came than blanks */
	bool in_array;
	enum place place;
	struct json_text text; /* of the key or value it stands in */
	bool has_key;
	bool has_value;
	bool has_cpu;
	size_t cpu; /* its place */
};

/* What yajl's callbacks answer. */
#define STOP  0
#define GO_ON 1

static int refuse(struct row_json *j, const char *why)
{
	err_fill(j->e, 0, "%s", why);
	j->failed = true;
	return STOP;
}

static bool at_text(const struct row_json *j)
{
	return j->place == AT_KEY || j->place == AT_VALUE ||
	       j->place == AT_CPU_VALUE;
}

static int parse_text(struct row_json *j, const struct type *t,
		      unsigned char *into, const char *name)
{
	const struct buf *text = &j->text.out;

	if (text->failed)
		return refuse(j, "out of memory");
	if (value_parse(t, text->bytes ? text->bytes : "", text->len, into,
			j->e) == 0)
		return GO_ON;
	err_put_before(j->e, "%s", name);
	j->failed = true;
	return STOP;
}

/* What was written down is a whole key or value. */
static int finish_text(struct row_json *j)
{
	struct row_gather *g = j->gather;
	int result;

	if (j->place == AT_KEY) {
		j->has_key = true;
		j->place = IN_ROW;
		result = parse_text(j, g->layout->key, g->new_key, "key");
	} else if (j->place == AT_VALUE) {
		j->has_value = true;
		j->place = IN_ROW;
		result = parse_text(j, g->layout->value, g->new_value, "value");
	} else {
		/* The CPU may come behind its value: keep the text. */
		j->has_value = true;
		j->place = IN_ENTRY;
		return GO_ON;
	}
	j->text.out.len = 0;
	return result;
}

static int put_word(struct row_json *j, const char *word, size_t len)
{
	if (!at_text(j))
		return refuse(j, "expected {\"key\":...,\"value\":...}");
	json_text_word(&j->text, word, len);
	return j->text.depth > 0 ? GO_ON : finish_text(j);
}

static int on_string(void *context, const unsigned char *text, size_t len)
{
	struct row_json *j = context;

	if (!at_text(j) || j->text.depth == 0)
		return put_word(j, (const char *)text, len);
	json_text_string(&j->text, text, len);
	return GO_ON;
}

static int on_cpu(struct row_json *j, const char *text, size_t len)
{
	const struct cpus *cpus = j->gather->layout->cpus;
	uint64_t id = 0;

	for (size_t i = 0; i < len; i++) {
		if (text[i] < '0' || text[i] > '9' || id > CPUS_MAX)
			return refuse(j, "cpu: not a number");
		id = id * 10 + (uint64_t)(text[i] - '0');
	}
	if (cpus_find(cpus, (uint32_t)id, &j->cpu, j->e) < 0) {
		err_put_before(j->e, "cpu");
		j->failed = true;
		return STOP;
	}
	j->has_cpu = true;
	j->place = IN_ENTRY;
	return GO_ON;
}

static int on_number(void *context, const char *text, size_t len)
{
	struct row_json *j = context;

	return j->place == AT_CPU ? on_cpu(j, text, len)
				  : put_word(j, text, len);
}

static int on_boolean(void *context, int value)
{
	return value ? put_word(context, "true", 4)
		     : put_word(context, "false", 5);
}

static int on_null(void *context)
{
	return refuse(context, "null stands for no key or value");
}

static int open_text(struct row_json *j, char bracket)
{
	return json_text_open(&j->text, bracket) ? GO_ON
						 : refuse(j, "nested too deep");
}

static int close_text(struct row_json *j, char bracket)
{
	return json_text_close(&j->text, bracket) > 0 ? GO_ON : finish_text(j);
}

static int on_start_map(void *context)
{
	struct row_json *j = context;

	if (at_text(j))
		return open_text(j, '{');
	if (j->place == OUTSIDE) {
		j->place = IN_ROW;
		j->has_key = false;
		j->has_value = false;
		return GO_ON;
	}
	if (j->place != IN_VALUES)
		return refuse(j, "an object where none is expected");
	j->place = IN_ENTRY;
	j->has_cpu = false;
	j->has_value = false;
	j->text.out.len = 0;
	return GO_ON;
}

static bool is_name(const unsigned char *name, size_t len, const char *word)
{
	return strlen(word) == len && memcmp(name, word, len) == 0;
}

static int on_row_member(struct row_json *j, const unsigned char *name,
			 size_t len)
{
	const struct layout *l = j->gather->layout;

	if (is_name(name, len, "key") && l->key && !j->has_key)
		j->place = AT_KEY;
	else if (is_name(name, len, l->cpus ? "values" : "value") &&
		 !j->has_value)
		j->place = l->cpus ? AT_VALUES : AT_VALUE;
	else
		return refuse(j, l->cpus ? "a row has a key and values (a sum "
					   "can't be loaded)"
					 : "a row has a key and a value");
	return GO_ON;
}

static int on_map_key(void *context, const unsigned char *name, size_t len)
{
	struct row_json *j = context;

	if (at_text(j)) {
		json_text_name(&j->text, name, len);
		return GO_ON;
	}
	if (j->place == IN_ROW)
		return on_row_member(j, name, len);
	if (is_name(name, len, "cpu") && !j->has_cpu)
		j->place = AT_CPU;
	else if (is_name(name, len, "value") && !j->has_value)
		j->place = AT_CPU_VALUE;
	else
		return refuse(j, "expected {\"cpu\":N,\"value\":...}");
	return GO_ON;
}

/* {"cpu":N,"value":...} is whole. */
static int finish_entry(struct row_json *j)
{
	struct row_gather *g = j->gather;
	int result;

	if (!j->has_cpu || !j->has_value)
		return refuse(j, "expected {\"cpu\":N,\"value\":...}");
	if (g->new_given[j->cpu])
		return refuse(j, "a CPU stands twice");
	result = parse_text(j, g->layout->value,
			    g->new_value + j->cpu * g->layout->stride, "value");
	g->new_given[j->cpu] = true;
	j->text.out.len = 0;
	j->place = IN_VALUES;
	return result;
}

static bool has_any_cpu(const struct row_json *j)
{
	const struct layout *l = j->gather->layout;

	for (size_t i = 0; l->cpus && i < l->cpus->n; i++)
		if (j->gather->new_given[i])
			return true;
	return !l->cpus;
}

static int finish_row(struct row_json *j)
{
	if (j->gather->layout->key && !j->has_key)
		return refuse(j, "a row without a key");
	if (!j->has_value || !has_any_cpu(j))
		return refuse(j, "a row without a value");
	j->place = OUTSIDE;
	if (row_gather_add(j->gather, j->e) == 0)
		return GO_ON;
	j->failed = true;
	return STOP;
}

static int on_end_map(void *context)
{
	struct row_json *j = context;

	if (at_text(j))
		return close_text(j, '}');
	return j->place == IN_ENTRY ? finish_entry(j) : finish_row(j);
}

static int on_start_array(void *context)
{
	struct row_json *j = context;

	if (at_text(j))
		return open_text(j, '[');
	if (j->place == AT_VALUES) {
		j->place = IN_VALUES;
		return GO_ON;
	}
	if (j->place != OUTSIDE || j->in_array)
		return refuse(j, "an array where none is expected");
	j->in_array = true;
	return GO_ON;
}

static int on_end_array(void *context)
{
	struct row_json *j = context;

	if (at_text(j))
		return close_text(j, ']');
	if (j->place == IN_VALUES) {
		j->place = IN_ROW;
		j->has_value = true;
	} else {
		j->in_array = false;
	}
	return GO_ON;
}

static const yajl_callbacks callbacks = {
	.yajl_null = on_null,
	.yajl_boolean = on_boolean,
	.yajl_number = on_number,
	.yajl_string = on_string,
	.yajl_start_map = on_start_map,
	.yajl_map_key = on_map_key,
	.yajl_end_map = on_end_map,
	.yajl_start_array = on_start_array,
	.yajl_end_array = on_end_array,
};

int row_json_start(struct row_json **out, struct row_gather *gather,
		   struct err *e)
{
	struct row_json *j = calloc(1, sizeof(*j));

	*out = j;
	if (!j)
		return err_set(e, ENOMEM, "memory");
	j->gather = gather;
	j->parser = yajl_alloc(&callbacks, NULL, j);
	if (!j->parser)
		return err_set(e, ENOMEM, "memory");
	(void)yajl_config(j->parser, yajl_allow_multiple_values, 1);
	return 0;
}

void row_json_clear(struct row_json **j)
{
	if (!*j)
		return;
	if ((*j)->parser)
		yajl_free((*j)->parser);
	buf_free(&(*j)->text.out);
	free(*j);
	*j = NULL;
}

static int judge(struct row_json *j, yajl_status status, const char *text,
		 size_t len, struct err *e)
{
	unsigned char *why;

	if (status == yajl_status_ok)
		return 0;
	if (j->failed)
		return -1;
	why = yajl_get_error(j->parser, 0, (const unsigned char *)text, len);
	err_fill(e, 0, "not JSON: %.*s",
		 why ? (int)strcspn((const char *)why, "\n") : 0,
		 why ? (const char *)why : "");
	if (why)
		yajl_free_error(j->parser, why);
	return -1;
}

static bool is_blank(const char *text, size_t len)
{
	while (len > 0 && strchr(" \t\r\v\f", text[len - 1]) &&
	       text[len - 1] != '\0')
		len--;
	return len == 0;
}

int row_json_line(struct row_json *j, const char *text, size_t len,
		  struct err *e)
{
	yajl_status status;

	j->e = e;
	j->begun = j->begun || !is_blank(text, len);
	if (utf8_is_halved(text, len))
		return err_set(e, 0,
			       "a \\u of D800 to DFFF without its other half");
	status = yajl_parse(j->parser, (const unsigned char *)text, len);
	if (status == yajl_status_ok)
		status = yajl_parse(j->parser, (const unsigned char *)"\n", 1);
	return judge(j, status, text, len, e);
}

/* No lines are all rows of an empty map; but not a JSON document, of which
 * something must be missing. */
static int end_empty(const struct row_json *j, struct err *e)
{
	if (j->gather->layout->format == ROW_JSONL)
		return 0;
	return err_set(e, 0, "not JSON: it is empty (no entries are [])");
}

int row_json_end(struct row_json *j, struct err *e)
{
	j->e = e;
	if (!j->begun)
		return end_empty(j, e);
	if (judge(j, yajl_complete_parse(j->parser), "", 0, e) < 0)
		return -1;
	if (j->in_array || j->place != OUTSIDE)
		return err_set(e, 0, "not JSON: the end is missing");
	return 0;
}
