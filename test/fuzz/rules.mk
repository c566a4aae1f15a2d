# SPDX-License-Identifier: BSD-2-Clause
# The fuzz targets: libFuzzer with ASan and UBSan, in a build of their own.
# Included by the Makefile. `make fuzz FUZZ_SECONDS=1200` runs each so long.

FUZZ_TARGETS ?= $(patsubst test/fuzz/fuzz-%.c,%,$(sort $(wildcard test/fuzz/fuzz-*.c)))
FUZZ_SECONDS ?= 30
FUZZ_BUILD   := build-fuzz
FUZZ_FLAGS   := -O1 -g -fno-omit-frame-pointer \
	-fsanitize=fuzzer-no-link,address,undefined \
	-fno-sanitize-recover=all

# What a target needs of src/cmd.
FUZZ_CMD := $(patsubst %,$(BUILD)/obj/cmd/%.o,exec_options tc_words \
	export_options export_load map_options option say $(FILL_CMD))

# The presets, the tests' own policies and the tests' objects are seeds too.
$(BUILD)/fuzz/seeds: FORCE $(TEST_OBJECTS)
	@mkdir -p $(BUILD)/fuzz/corpus/policy $(BUILD)/fuzz/corpus/table \
		$(BUILD)/fuzz/corpus/object
	@cp $(TEST_OBJECTS) $(BUILD)/fuzz/corpus/object
	@cp policy/groups/*.policy $(BUILD)/fuzz/corpus/policy
	@cp test/bats/policy/*.policy $(BUILD)/fuzz/corpus/policy
	@cp policy/*.table $(BUILD)/fuzz/corpus/table

$(BUILD)/fuzz/%: test/fuzz/fuzz-%.c $(LIB) $(FUZZ_CMD)
	@mkdir -p $(@D)
	$(call say,FUZZ,$@)$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) \
		-fsanitize=fuzzer,address,undefined -o $@ $< $(FUZZ_CMD) \
		$(LIB) $(LIBCAP) $(LIBSECCOMP) $(LIBYAJL) $(LIBBPF) $(LIBNL)

.PHONY: fuzz-programs
fuzz-programs:
	@$(MAKE) CC=clang LINK=dynamic BUILD=$(FUZZ_BUILD) \
		CFLAGS='$(FUZZ_FLAGS)' HARDEN='-fPIE -U_FORTIFY_SOURCE' \
		$(FUZZ_TARGETS:%=$(FUZZ_BUILD)/fuzz/%) $(FUZZ_BUILD)/fuzz/seeds

.PHONY: fuzz
fuzz: # build the fuzz targets and run each for FUZZ_SECONDS (30)
	scripts/fuzz $(FUZZ_SECONDS) $(FUZZ_TARGETS)
