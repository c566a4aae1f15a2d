# SPDX-License-Identifier: BSD-2-Clause
# The presets: compiled by bpfns-policy, proved against libseccomp, embedded
# in bpfns-exec. Their texts are embedded in bpfns-policy.

PRESETS      := map-rw map-ro reader server
PRESET_BPF   := $(PRESETS:%=$(BUILD)/policy/%.bpf)
POLICY_TEXTS := $(sort $(wildcard policy/*.policy policy/groups/*.policy))

# Any of the groups may be included by any preset.
$(BUILD)/policy/%.bpf: policy/%.policy $(POLICY_TEXTS) $(BUILD)/bpfns-policy
	@mkdir -p $(@D)
	$(call say,POLICY,$@)$(BUILD)/bpfns-policy compile $< -o $@

$(BUILD)/gen/preset_files.h: $(PRESET_BPF) policy/rules.mk
	@mkdir -p $(@D)
	@for p in $(PRESETS); do \
		f=$(BUILD)/policy/$$p.bpf; \
		echo "PRESET($$(echo $$p | tr - _), \"$$p\", \"$$f\", $$(wc -c <$$f))"; \
	done >$@.new && mv $@.new $@

$(BUILD)/gen/policy_texts.h: $(POLICY_TEXTS) policy/rules.mk
	@mkdir -p $(@D)
	@n=0; for f in $(POLICY_TEXTS:policy/%=%); do \
		echo "TEXT($$n, \"$$f\")"; n=$$((n + 1)); \
	done >$@.new && mv $@.new $@

$(BUILD)/obj/confine/preset.o: $(BUILD)/gen/preset_files.h $(PRESET_BPF)
$(BUILD)/obj/confine/preset_text.o: $(BUILD)/gen/policy_texts.h $(POLICY_TEXTS)

# These see the sources, unlike the other helpers: they prove them.
PROOF_SRC := test/helper/policy-proof.c $(sort $(wildcard test/proof/*.c))

$(BUILD)/test/policy-proof: $(PROOF_SRC) $(wildcard test/proof/*.h) $(LIB)
	@mkdir -p $(@D)
	$(call say,CC,$@)$(CC) $(ALL_CPPFLAGS) -Itest $(ALL_CFLAGS) $(ALL_LDFLAGS) \
		$(PROOF_SRC) $(LIB) $(LIBSECCOMP) -o $@

POLICY_HELPERS := $(patsubst %,$(BUILD)/test/%,with-filter try-call oci-filter real-rows)

$(POLICY_HELPERS): $(BUILD)/test/%: test/helper/%.c $(LIB)
	@mkdir -p $(@D)
	$(call say,CC,$@)$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) $(ALL_LDFLAGS) -pthread \
		$< $(LIB) $(LIBSECCOMP) -o $@

test-programs: $(POLICY_HELPERS) $(BUILD)/test/policy-proof

# A preset that isn't proved isn't built.
$(BUILD)/policy/proved: $(BUILD)/test/policy-proof $(PRESET_BPF)
	@for p in $(PRESETS); do \
		$< policy/$$p.policy $(BUILD)/policy/$$p.bpf || exit 1; \
	done
	@touch $@

all: $(BUILD)/policy/proved
