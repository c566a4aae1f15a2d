// SPDX-License-Identifier: BSD-2-Clause
/*
 * Reads the statements of a policy and keeps its rules. It must do no I/O,
 * print nothing, and hold on to nothing when it fails.
 */
#include "confine/policy.h"

#include <errno.h>
#include <linux/seccomp.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "confine/policy_action.h"
#include "confine/policy_expr.h"
#include "confine/policy_subject.h"

#define PATH_LEN_MAX 256

struct parse {
	const struct policy_reader *reader;
	struct policy *out;
	/* The texts being read, outermost first. */
	const struct policy_text *stack[POLICY_DEPTH_MAX + 1];
	size_t depth;
	const char *file; /* out's name of the innermost */
	size_t includes;
	bool has_fallback;
	struct subjects *subjects; /* of the statement at hand */
	struct condition *written; /* of the statement at hand */
	struct condition *fitted;  /* the same, for one of its subjects */
};

void policy_text_free(struct policy_text *t)
{
	free(t->name);
	free(t->text);
	*t = (struct policy_text){0};
}

void policy_free(struct policy *p)
{
	for (size_t i = 0; i < p->n_files; i++)
		free(p->files[i]);
	free(p->rules);
	free(p->places);
	free(p->clauses);
	free(p->compares);
	*p = (struct policy){0};
}

/* CONDITION[; ACTION]. *has_otherwise tells if there was an action. */
static int read_condition(struct parse *p, struct lex *l, uint32_t *otherwise,
			  bool *has_otherwise, struct err *e)
{
	const char *at;

	if (expr_parse(l, p->written, e) < 0)
		return -1;
	*has_otherwise = l->token == ';';
	if (!*has_otherwise)
		return 0;
	if (lex_next(l, e) < 0)
		return -1;
	at = l->start;
	if (action_read(l, otherwise, e) < 0)
		return -1;
	if (*otherwise == SECCOMP_RET_ALLOW)
		return lex_fail(l, at, e,
				"allowed whatever the condition says: write "
				"'allow' alone");
	return 0;
}

static int end_statement(struct lex *l, struct err *e)
{
	if (l->token != TOKEN_LINE && l->token != TOKEN_END)
		return lex_fail(l, l->start, e, "expected the end of the line");
	return 0;
}

/* The index of the first rule whose number is not below `number`. */
static size_t find_rule(const struct policy *p, int number)
{
	size_t low = 0;
	size_t high = p->n_rules;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (p->rules[middle].number < number)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Makes room for a rule at `index`, and remembers where it was written. */
static int insert_rule(struct parse *p, const struct lex *l,
		       const struct subject *s, size_t index, struct err *e)
{
	struct policy *out = p->out;
	size_t after = out->n_rules - index;

	if (out->n_rules == POLICY_RULES_MAX)
		return lex_fail(l, s->at, e, "more than %d rules",
				POLICY_RULES_MAX);
	memmove(&out->rules[index + 1], &out->rules[index],
		after * sizeof(out->rules[0]));
	memmove(&out->places[index + 1], &out->places[index],
		after * sizeof(out->places[0]));
	out->rules[index] = (struct policy_rule){.number = s->number};
	out->places[index] = (struct policy_place){p->file, s->line};
	out->n_rules++;
	return 0;
}

/* Both are large, and what is in use seldom is. */
static void copy_condition(struct condition *to, const struct condition *from)
{
	size_t clauses = from->n_clauses;
	size_t terms = from->n_terms;

	to->n_clauses = clauses;
	to->n_terms = terms;
	memcpy(to->clauses, from->clauses, clauses * sizeof(to->clauses[0]));
	memcpy(to->clause_at, from->clause_at,
	       clauses * sizeof(to->clause_at[0]));
	memcpy(to->terms, from->terms, terms * sizeof(to->terms[0]));
	memcpy(to->term_at, from->term_at, terms * sizeof(to->term_at[0]));
}

/* Appends the condition as `name` has it to the policy's clauses. */
static int append_condition(struct parse *p, const struct lex *l,
			    const struct subject *s, struct policy_rule *rule,
			    struct err *e)
{
	struct condition *c = p->fitted;
	struct policy *out = p->out;

	copy_condition(c, p->written);
	/* Every clause holds a comparison, so this bounds both. */
	if (out->n_compares + c->n_terms > POLICY_TOTAL_MAX)
		return lex_fail(l, s->at, e, "more than %d comparisons in all",
				POLICY_TOTAL_MAX);
	if (expr_fit(l, s->name, c, e) < 0)
		return -1;
	rule->first = out->n_clauses;
	rule->clauses = c->n_clauses;
	for (size_t i = 0; i < c->n_clauses; i++) {
		c->clauses[i].first += out->n_compares;
		out->clauses[out->n_clauses++] = c->clauses[i];
	}
	memcpy(&out->compares[out->n_compares], c->terms,
	       c->n_terms * sizeof(c->terms[0]));
	out->n_compares += c->n_terms;
	return 0;
}

static int add_rule(struct parse *p, struct lex *l, const struct subject *s,
		    const struct policy_rule *like, bool conditional,
		    struct err *e)
{
	size_t index = find_rule(p->out, s->number);
	struct policy_rule *rule = &p->out->rules[index];

	if (index < p->out->n_rules && rule->number == s->number)
		return lex_fail(l, s->at, e, "%s is decided already, at %s:%u",
				s->name, p->out->places[index].file,
				p->out->places[index].line);
	if (insert_rule(p, l, s, index, e) < 0)
		return -1;
	rule->action = like->action;
	rule->otherwise = like->otherwise;
	return conditional ? append_condition(p, l, s, rule, e) : 0;
}

/* What a rule without `; ACTION` does otherwise isn't known before @default
 * was read. No action has this value: ERRNO's data ends at 4095. */
#define OTHERWISE_DEFAULT (SECCOMP_RET_ERRNO | SECCOMP_RET_DATA)

static int read_rule(struct parse *p, struct lex *l, struct err *e)
{
	struct policy_rule like = {.otherwise = OTHERWISE_DEFAULT};
	bool conditional;
	bool has_otherwise;

	if (subjects_read(p->subjects, l, e) < 0 ||
	    lex_take(l, ':', "':'", e) < 0)
		return -1;
	conditional = expr_begins(l);
	if (conditional) {
		like.action = SECCOMP_RET_ALLOW;
		if (read_condition(p, l, &like.otherwise, &has_otherwise, e) <
		    0)
			return -1;
	} else if (action_read(l, &like.action, e) < 0) {
		return -1;
	}
	if (end_statement(l, e) < 0 ||
	    subjects_resolve(p->subjects, p->reader->syscall_number, l, e) < 0)
		return -1;
	for (size_t i = 0; i < p->subjects->count; i++) {
		const struct subject *s = &p->subjects->row[i];

		if (s->number >= 0 && !s->elsewhere &&
		    add_rule(p, l, s, &like, conditional, e) < 0)
			return -1;
	}
	return 0;
}

static int read_default(struct parse *p, struct lex *l, const char *at,
			struct err *e)
{
	struct policy_place *place = &p->out->fallback_place;
	unsigned int line = l->line;

	if (p->has_fallback)
		return lex_fail(l, at, e, "@default stands already at %s:%u",
				place->file, place->line);
	if (lex_next(l, e) < 0 || action_read(l, &p->out->fallback, e) < 0 ||
	    end_statement(l, e) < 0)
		return -1;
	*place = (struct policy_place){p->file, line};
	p->has_fallback = true;
	return 0;
}

static int parse_text(struct parse *p, const struct policy_text *text,
		      struct err *e);

static bool is_open(const struct parse *p, const struct policy_text *text)
{
	for (size_t i = 0; i < p->depth; i++)
		if (memcmp(p->stack[i]->identity, text->identity,
			   sizeof(text->identity)) == 0)
			return true;
	return false;
}

static int read_include(struct parse *p, struct lex *l, struct err *e)
{
	_cleanup_text_ struct policy_text text = {0};
	char path[PATH_LEN_MAX];
	const char *at;

	if (lex_path(l, path, sizeof(path), &at, e) < 0 ||
	    end_statement(l, e) < 0)
		return -1;
	if (p->depth > POLICY_DEPTH_MAX)
		return lex_fail(l, at, e, "more than %d includes deep",
				POLICY_DEPTH_MAX);
	if (p->includes++ == POLICY_INCLUDES_MAX)
		return lex_fail(l, at, e, "more than %d includes",
				POLICY_INCLUDES_MAX);
	if (!p->reader->include)
		return lex_fail(l, at, e, "no includes here");
	if (p->reader->include(p->reader->context, l->source->name, path, &text,
			       e) < 0) {
		struct err why = *e;

		lex_fill(l, at, e, "%s", why.text);
		e->number = why.number;
		return -1;
	}
	if (is_open(p, &text))
		return lex_fail(l, at, e, "'%s' includes itself", path);
	return parse_text(p, &text, e);
}

static int read_directive(struct parse *p, struct lex *l, struct err *e)
{
	const char *at = l->start;

	if (lex_next(l, e) < 0)
		return -1;
	if (lex_is_word(l, "default"))
		return read_default(p, l, at, e);
	if (lex_is_word(l, "include"))
		return read_include(p, l, e);
	return lex_fail(l, at, e, "expected @include or @default");
}

/* There is one name for each include at most, and one more. */
static int enter_text(struct parse *p, const struct policy_text *text,
		      struct err *e)
{
	struct policy *out = p->out;

	out->files[out->n_files] = str_copy(text->name, e);
	if (!out->files[out->n_files])
		return -1;
	p->file = out->files[out->n_files++];
	p->stack[p->depth++] = text;
	return 0;
}

static int parse_text(struct parse *p, const struct policy_text *text,
		      struct err *e)
{
	const char *outer = p->file;
	struct lex l;

	if (enter_text(p, text, e) < 0 || lex_open(&l, text, e) < 0)
		return -1;
	while (l.token != TOKEN_END) {
		if (l.token == '@') {
			if (read_directive(p, &l, e) < 0)
				return -1;
		} else if (l.token != TOKEN_LINE) {
			if (read_rule(p, &l, e) < 0)
				return -1;
		}
		if (l.token != TOKEN_END && lex_next(&l, e) < 0)
			return -1;
	}
	p->depth--;
	p->file = outer;
	return 0;
}

/* Where all is allowed by default, `name: CONDITION` alone would allow what
 * it seems to refuse. */
static int fill_otherwise(struct parse *p, struct err *e)
{
	struct policy *out = p->out;

	for (size_t i = 0; i < out->n_rules; i++) {
		struct policy_rule *rule = &out->rules[i];

		if (rule->otherwise != OTHERWISE_DEFAULT)
			continue;
		rule->otherwise = out->fallback;
		if (rule->clauses > 0 && out->fallback == SECCOMP_RET_ALLOW)
			return err_set(e, 0,
				       "%s:%u: the condition changes nothing: "
				       "the default is allow (add '; return "
				       "ERRNO')",
				       out->places[i].file,
				       out->places[i].line);
	}
	return 0;
}

static int parse_all(struct parse *p, const struct policy_text *text,
		     struct err *e)
{
	struct policy *out = p->out;

	out->rules = calloc(POLICY_RULES_MAX, sizeof(*out->rules));
	out->clauses = calloc(POLICY_TOTAL_MAX, sizeof(*out->clauses));
	out->compares = calloc(POLICY_TOTAL_MAX, sizeof(*out->compares));
	out->places = calloc(POLICY_RULES_MAX, sizeof(*out->places));
	p->subjects = calloc(1, sizeof(*p->subjects));
	p->written = calloc(1, sizeof(*p->written));
	p->fitted = calloc(1, sizeof(*p->fitted));
	if (!out->rules || !out->clauses || !out->compares || !out->places ||
	    !p->subjects || !p->written || !p->fitted)
		return err_set(e, ENOMEM, "%s", text->name);
	if (parse_text(p, text, e) < 0)
		return -1;
	if (!p->has_fallback)
		return err_set(e, 0,
			       "%s: no @default: what is done with the system "
			       "calls that have no rule?",
			       text->name);
	return fill_otherwise(p, e);
}

int policy_parse(const struct policy_text *text,
		 const struct policy_reader *reader, struct policy *out,
		 struct err *e)
{
	struct parse p = {.reader = reader, .out = out};
	int result;

	*out = (struct policy){0};
	result = parse_all(&p, text, e);
	free(p.subjects);
	free(p.written);
	free(p.fitted);
	if (result < 0)
		policy_free(out);
	return result;
}
