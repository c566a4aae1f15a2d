// SPDX-License-Identifier: BSD-2-Clause
/*
 * Reads conditions: clauses with || between them, of comparisons with &&
 * between them. It must bound whatever it reads, and refuse what can't be
 * meant rather than code it.
 */
#include "confine/policy_expr.h"

#include "base/str.h"
#include "confine/policy_const.h"
#include "confine/policy_logic.h"
#include "confine/policy_width.h"

/* ~ and ( within each other. */
#define NESTING_MAX 16

static int digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return 16;
}

int expr_number(const struct lex *l, uint64_t *out, struct err *e)
{
	const char *p = l->word;
	unsigned int base = 10;
	uint64_t value = 0;

	if (p[0] == '0' && (p[1] == 'x' || p[1] == 'X') && p[2] != '\0') {
		base = 16;
		p += 2;
	} else if (p[0] == '0' && p[1] != '\0') {
		base = 8;
		p++;
	}
	for (; *p; p++) {
		unsigned int digit = (unsigned int)digit_of(*p);

		if (digit >= base)
			return lex_fail(l, l->start, e, "'%s' is not a number",
					l->word);
		if (value > (UINT64_MAX - digit) / base)
			return lex_fail(l, l->start, e,
					"%s doesn't fit into 64 bits", l->word);
		value = value * base + digit;
	}
	*out = value;
	return 0;
}

/* A number or a name. */
static int read_word_value(struct lex *l, uint64_t *out, struct err *e)
{
	if (l->token != TOKEN_WORD)
		return lex_fail(l, l->start, e, "expected a value");
	if (l->word[0] >= '0' && l->word[0] <= '9') {
		if (expr_number(l, out, e) < 0)
			return -1;
	} else if (l->word[0] == '-') {
		return lex_fail(l, l->start, e,
				"values are unsigned: write -1 as ~0");
	} else if (!policy_const_find(l->word, out) &&
		   !policy_const_errno(l->word, out)) {
		return lex_fail(l, l->start, e, "unknown constant '%s'",
				l->word);
	}
	return lex_next(l, e);
}

/* VALUE is TERM [| TERM]..., TERM is ~TERM, (VALUE), a number or a name.
 * Without recursion: `open` remembers what each parenthesis interrupted. */
struct value_stack {
	uint64_t sum[NESTING_MAX];
	bool invert[NESTING_MAX];
	size_t depth;
};

/* Reads what may stand before a term: ~ and (. */
static int read_prefix(struct lex *l, struct value_stack *s, uint64_t *sum,
		       bool *invert, struct err *e)
{
	while (l->token == '~' || l->token == '(') {
		if (l->token == '~') {
			*invert = !*invert;
		} else {
			if (s->depth == NESTING_MAX)
				return lex_fail(l, l->start, e,
						"parentheses too deep");
			s->sum[s->depth] = *sum;
			s->invert[s->depth] = *invert;
			s->depth++;
			*sum = 0;
			*invert = false;
		}
		if (lex_next(l, e) < 0)
			return -1;
	}
	return 0;
}

int expr_value(struct lex *l, uint64_t *out, struct err *e)
{
	struct value_stack s = {.depth = 0};
	uint64_t sum = 0;
	uint64_t term = 0;
	bool invert;

	for (;;) {
		invert = false;
		if (read_prefix(l, &s, &sum, &invert, e) < 0 ||
		    read_word_value(l, &term, e) < 0)
			return -1;
		sum |= invert ? ~term : term;
		while (l->token == ')' && s.depth > 0) {
			s.depth--;
			term = s.invert[s.depth] ? ~sum : sum;
			sum = s.sum[s.depth] | term;
			if (lex_next(l, e) < 0)
				return -1;
		}
		if (l->token != '|')
			break;
		if (lex_next(l, e) < 0)
			return -1;
	}
	*out = sum;
	return s.depth > 0 ? lex_fail(l, l->start, e, "expected ')'") : 0;
}

static int read_operator(struct lex *l, enum policy_op *op, struct err *e)
{
	static const enum policy_op ops[] = {
		[TOKEN_EQ] = POLICY_EQ, [TOKEN_NE] = POLICY_NE,
		[TOKEN_LT] = POLICY_LT, [TOKEN_LE] = POLICY_LE,
		[TOKEN_GT] = POLICY_GT, [TOKEN_GE] = POLICY_GE,
	};

	if (l->token >= TOKEN_EQ && l->token <= TOKEN_GE)
		*op = ops[l->token];
	else if (l->token == '&')
		*op = POLICY_ANY;
	else if (lex_is_word(l, "in"))
		*op = POLICY_IN;
	else
		return lex_fail(l, l->start, e,
				"expected one of == != < <= > >= & in");
	return lex_next(l, e);
}

bool expr_begins(const struct lex *l)
{
	return l->token == TOKEN_WORD && str_starts(l->word, "arg");
}

static int read_compare(struct lex *l, struct condition *c, struct err *e)
{
	struct policy_compare *term = &c->terms[c->n_terms];

	if (!expr_begins(l) || l->word[3] < '0' ||
	    l->word[3] >= '0' + POLICY_ARGS || l->word[4] != '\0')
		return lex_fail(l, l->start, e, "expected arg0 to arg%d",
				POLICY_ARGS - 1);
	if (c->n_terms == POLICY_TERMS_MAX)
		return lex_fail(l, l->start, e,
				"more than %d comparisons in one condition",
				POLICY_TERMS_MAX);
	c->term_at[c->n_terms++] = l->start;
	*term = (struct policy_compare){.bits = 64};
	term->arg = (unsigned char)(l->word[3] - '0');
	if (lex_next(l, e) < 0 || read_operator(l, &term->op, e) < 0)
		return -1;
	return expr_value(l, &term->value, e);
}

static int read_clause(struct lex *l, struct condition *c, struct err *e)
{
	struct policy_clause *clause = &c->clauses[c->n_clauses];

	if (c->n_clauses == POLICY_CLAUSES_MAX)
		return lex_fail(l, l->start, e,
				"more than %d clauses in one condition",
				POLICY_CLAUSES_MAX);
	c->clause_at[c->n_clauses++] = l->start;
	clause->first = c->n_terms;
	if (read_compare(l, c, e) < 0)
		return -1;
	while (l->token == TOKEN_AND)
		if (lex_next(l, e) < 0 || read_compare(l, c, e) < 0)
			return -1;
	clause->count = c->n_terms - clause->first;
	return 0;
}

int expr_parse(struct lex *l, struct condition *out, struct err *e)
{
	out->n_clauses = 0;
	out->n_terms = 0;
	if (read_clause(l, out, e) < 0)
		return -1;
	while (l->token == TOKEN_OR)
		if (lex_next(l, e) < 0 || read_clause(l, out, e) < 0)
			return -1;
	return 0;
}

/* Negative constants and ~ reach into the upper bits: those go with the
 * argument's own. Any other bit up there was meant, and would be lost. */
static int fit_term(const struct lex *l, const char *name,
		    struct policy_compare *term, const char *at, struct err *e)
{
	struct policy_compare not ;
	uint64_t max;
	uint64_t upper;

	term->bits = policy_width(name, term->arg);
	max = logic_max(term->bits);
	upper = term->value & ~max;
	if (upper != 0 && upper != ~max)
		return lex_fail(l, at, e,
				"value out of range: argument %u of %s has "
				"%u bits",
				term->arg, name, term->bits);
	term->value &= max;
	not = logic_not(term);
	if (!logic_possible(&not, 1))
		return lex_fail(l, at, e,
				"this always matches: if that is meant, leave "
				"it out");
	return 0;
}

/* True if one of the earlier clauses holds wherever clause j does. */
static bool is_covered(const struct condition *c, size_t j, size_t *by)
{
	const struct policy_clause *late = &c->clauses[j];

	for (size_t i = 0; i < j; i++) {
		const struct policy_clause *early = &c->clauses[i];
		size_t k = 0;

		while (k < early->count &&
		       logic_implies(&c->terms[late->first], late->count,
				     &c->terms[early->first + k]))
			k++;
		if (k == early->count) {
			*by = i;
			return true;
		}
	}
	return false;
}

/* True if clause j, together with an earlier one, leaves nothing out, as in
 * arg1 != A || arg1 != B. */
static bool leaves_nothing(const struct condition *c, size_t j)
{
	struct policy_compare left[2];

	if (c->clauses[j].count != 1)
		return false;
	left[1] = logic_not(&c->terms[c->clauses[j].first]);
	for (size_t i = 0; i < j; i++) {
		if (c->clauses[i].count != 1)
			continue;
		left[0] = logic_not(&c->terms[c->clauses[i].first]);
		if (!logic_possible(left, 2))
			return true;
	}
	return false;
}

static int check_clause(const struct lex *l, const struct condition *c,
			size_t j, struct err *e)
{
	const struct policy_clause *clause = &c->clauses[j];
	size_t by;

	if (!logic_possible(&c->terms[clause->first], clause->count))
		return lex_fail(l, c->clause_at[j], e, "this can never match");
	if (is_covered(c, j, &by))
		return lex_fail(l, c->clause_at[j], e,
				"unreachable: clause %zu matches all that this "
				"one does",
				by + 1);
	if (leaves_nothing(c, j))
		return lex_fail(l, c->clause_at[j], e,
				"the condition always matches: if that is "
				"meant, write 'allow'");
	return 0;
}

int expr_fit(const struct lex *l, const char *name, struct condition *c,
	     struct err *e)
{
	for (size_t i = 0; i < c->n_terms; i++)
		if (fit_term(l, name, &c->terms[i], c->term_at[i], e) < 0)
			return -1;
	for (size_t j = 0; j < c->n_clauses; j++)
		if (check_clause(l, c, j, e) < 0)
			return -1;
	return 0;
}
