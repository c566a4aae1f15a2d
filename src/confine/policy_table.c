// SPDX-License-Identifier: BSD-2-Clause
/*
 * Reads tables. It must let nothing pass that it doesn't understand: a row
 * that is passed over is a check that can't fail.
 */
#include "confine/policy_table.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "confine/policy_action.h"
#include "confine/policy_expr.h"
#include "confine/policy_lex.h"
#include "confine/sysname.h"

struct range {
	uint64_t from;
	uint64_t to;
};

struct callee {
	const char *at;
	char name[POLICY_WORD_MAX + 1];
	const struct sysname_abi *abi; /* NULL until it is known */
	struct range numbers;	       /* without the ABI's bit */
};

struct row {
	struct callee callees[POLICY_NAMES_MAX];
	size_t n_callees;
	struct range args[POLICY_ARGS];
	unsigned int given;
	unsigned int line;
	const char *at;
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* FROM-TO, which the lexer takes for one word: 1 if it is one. */
static int read_range(struct lex *l, struct range *out, struct err *e)
{
	char *minus = strchr(l->word, '-');
	int r;

	if (l->token != TOKEN_WORD || !is_digit(l->word[0]) || !minus)
		return 0;
	*minus = '\0';
	r = expr_number(l, &out->from, e);
	if (r == 0) {
		memmove(l->word, minus + 1, strlen(minus + 1) + 1);
		r = expr_number(l, &out->to, e);
	}
	if (r < 0)
		return -1;
	if (l->word[0] == '\0' || out->to < out->from)
		return lex_fail(l, l->start, e, "not a range from low to high");
	return lex_next(l, e) < 0 ? -1 : 1;
}

/* NAME, NUMBER or FROM-TO */
static int read_callee(struct lex *l, struct row *row, struct err *e)
{
	struct callee *c = &row->callees[row->n_callees];
	int r;

	if (row->n_callees == POLICY_NAMES_MAX)
		return lex_fail(l, l->start, e, "more than %d names",
				POLICY_NAMES_MAX);
	*c = (struct callee){.at = l->start};
	r = read_range(l, &c->numbers, e);
	if (r < 0)
		return -1;
	if (r == 0) {
		if (l->token != TOKEN_WORD)
			return lex_fail(l, l->start, e,
					"expected a system call");
		memcpy(c->name, l->word, sizeof(c->name));
		if (lex_next(l, e) < 0)
			return -1;
	}
	row->n_callees++;
	return 0;
}

/* [abi=NAME] */
static int read_abi(struct lex *l, const struct sysname_abi **abi,
		    struct err *e)
{
	unsigned int i = 0;

	*abi = NULL;
	if (l->token != '[')
		return 0;
	if (lex_next(l, e) < 0)
		return -1;
	if (!lex_is_word(l, "abi"))
		return lex_fail(l, l->start, e, "expected 'abi'");
	if (lex_next(l, e) < 0 || lex_take(l, '=', "'='", e) < 0)
		return -1;
	while ((*abi = sysname_abi_at(i++)))
		if (lex_is_word(l, (*abi)->name))
			break;
	if (!*abi)
		return lex_fail(l, l->start, e, "unknown abi '%s'", l->word);
	return lex_next(l, e) < 0 ? -1 : lex_take(l, ']', "']'", e);
}

static int read_callees(struct lex *l, struct row *row, struct err *e)
{
	const struct sysname_abi *abi;
	struct callee *last;

	if (l->token != '{') {
		if (read_callee(l, row, e) < 0)
			return -1;
		return read_abi(l, &row->callees[0].abi, e);
	}
	do {
		if (lex_next(l, e) < 0 || read_callee(l, row, e) < 0)
			return -1;
		last = &row->callees[row->n_callees - 1];
		if (read_abi(l, &last->abi, e) < 0)
			return -1;
	} while (l->token == ',');
	if (lex_take(l, '}', "',' or '}'", e) < 0 || read_abi(l, &abi, e) < 0)
		return -1;
	for (size_t i = 0; abi && i < row->n_callees; i++)
		if (!row->callees[i].abi)
			row->callees[i].abi = abi;
	return 0;
}

/* argN=VALUE or argN=FROM-TO */
static int read_arg(struct lex *l, struct row *row, struct err *e)
{
	unsigned int arg = (unsigned int)(l->word[3] - '0');
	struct range *range;
	int r;

	if (arg >= POLICY_ARGS || l->word[4] != '\0')
		return lex_fail(l, l->start, e, "expected arg0 to arg%d",
				POLICY_ARGS - 1);
	if (row->given >> arg & 1)
		return lex_fail(l, l->start, e, "arg%u is given twice", arg);
	row->given |= 1u << arg;
	range = &row->args[arg];
	if (lex_next(l, e) < 0 || lex_take(l, '=', "'='", e) < 0)
		return -1;
	r = read_range(l, range, e);
	if (r != 0)
		return r < 0 ? -1 : 0;
	if (expr_value(l, &range->from, e) < 0)
		return -1;
	range->to = range->from;
	return 0;
}

static int resolve(const struct lex *l, struct callee *c, struct err *e)
{
	int number;

	if (!c->abi)
		c->abi = sysname_abi_at(0);
	if (c->name[0] == '\0')
		return 0;
	if (is_digit(c->name[0])) {
		struct lex word = *l;

		memcpy(word.word, c->name, sizeof(c->name));
		word.start = c->at;
		if (expr_number(&word, &c->numbers.from, e) < 0)
			return -1;
		c->numbers.to = c->numbers.from;
		return 0;
	}
	number = sysname_number_of(c->abi, c->name);
	if (number < 0)
		return lex_fail(l, c->at, e, "'%s' is not a system call of %s",
				c->name, c->abi->name);
	c->numbers = (struct range){(uint64_t)number, (uint64_t)number};
	return 0;
}

/* False if it is more than TABLE_CALLS_MAX. */
static bool multiply(uint64_t *product, const struct range *r)
{
	uint64_t steps = r->to - r->from;

	if (steps >= TABLE_CALLS_MAX)
		return false;
	*product *= steps + 1;
	return *product <= TABLE_CALLS_MAX;
}

static int check_size(const struct lex *l, const struct row *row, struct err *e)
{
	for (size_t i = 0; i < row->n_callees; i++) {
		const struct callee *c = &row->callees[i];
		uint64_t product = 1;
		bool fits = multiply(&product, &c->numbers);

		if (c->numbers.to > INT32_MAX)
			return lex_fail(l, c->at, e, "no such number");
		for (unsigned int a = 0; a < POLICY_ARGS; a++)
			fits = fits && multiply(&product, &row->args[a]);
		if (!fits)
			return lex_fail(l, row->at, e,
					"a row of more than %u calls",
					TABLE_CALLS_MAX);
	}
	return 0;
}

/* Counts the arguments up within their ranges; false behind the last. */
static bool next_args(const struct row *row, struct seccomp_data *d)
{
	for (unsigned int a = 0; a < POLICY_ARGS; a++) {
		if (d->args[a] < row->args[a].to) {
			d->args[a]++;
			return true;
		}
		d->args[a] = row->args[a].from;
	}
	return false;
}

static int hand_out(const struct row *row, uint32_t expect,
		    const struct table_taker *taker, struct err *e)
{
	struct table_call call = {
		.given = row->given,
		.line = row->line,
		.expect = expect,
	};

	for (unsigned int a = 0; a < POLICY_ARGS; a++)
		call.data.args[a] = row->args[a].from;
	for (size_t i = 0; i < row->n_callees; i++) {
		const struct callee *c = &row->callees[i];

		call.data.arch = c->abi->arch;
		for (uint64_t n = c->numbers.from; n <= c->numbers.to; n++) {
			call.data.nr = (int)((uint32_t)n | c->abi->bit);
			do {
				if (taker->take(taker->context, &call, e) < 0)
					return -1;
			} while (next_args(row, &call.data));
		}
	}
	return 0;
}

/* What stands left of the colon. */
static int read_left(struct lex *l, struct row *row, struct err *e)
{
	*row = (struct row){.line = l->line, .at = l->start};
	if (read_callees(l, row, e) < 0)
		return -1;
	while (expr_begins(l))
		if (read_arg(l, row, e) < 0)
			return -1;
	for (size_t i = 0; i < row->n_callees; i++)
		if (resolve(l, &row->callees[i], e) < 0)
			return -1;
	return check_size(l, row, e);
}

static int read_row(struct lex *l, struct row *row,
		    const struct table_taker *taker, struct err *e)
{
	uint32_t expect;

	if (read_left(l, row, e) < 0 ||
	    lex_take(l, ':', "an argument or ':'", e) < 0 ||
	    action_read(l, &expect, e) < 0)
		return -1;
	if (l->token != TOKEN_LINE && l->token != TOKEN_END)
		return lex_fail(l, l->start, e, "expected the end of the line");
	return hand_out(row, expect, taker, e);
}

static int read_rows(struct lex *l, struct row *row,
		     const struct table_taker *taker, struct err *e)
{
	while (l->token != TOKEN_END) {
		if (l->token != TOKEN_LINE && read_row(l, row, taker, e) < 0)
			return -1;
		if (l->token != TOKEN_END && lex_next(l, e) < 0)
			return -1;
	}
	return 0;
}

static int read_one(struct lex *l, struct row *row,
		    const struct table_taker *taker, struct err *e)
{
	if (read_left(l, row, e) < 0)
		return -1;
	if (l->token != TOKEN_END)
		return lex_fail(l, l->start, e, "expected argN=VALUE");
	return hand_out(row, 0, taker, e);
}

static int read_text(const struct policy_text *text,
		     int (*read)(struct lex *, struct row *,
				 const struct table_taker *, struct err *),
		     const struct table_taker *taker, struct err *e)
{
	struct row *row = malloc(sizeof(*row));
	struct lex l;
	int r;

	if (!row)
		return err_set(e, ENOMEM, "%s", text->name);
	r = lex_open(&l, text, e);
	if (r == 0)
		r = read(&l, row, taker, e);
	free(row);
	return r;
}

int table_read(const struct policy_text *text, const struct table_taker *taker,
	       struct err *e)
{
	return read_text(text, read_rows, taker, e);
}

int table_read_call(const struct policy_text *text,
		    const struct table_taker *taker, struct err *e)
{
	return read_text(text, read_one, taker, e);
}
