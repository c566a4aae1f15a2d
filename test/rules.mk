# SPDX-License-Identifier: BSD-2-Clause
# The test kit: small static programs and a BPF object. Included by the
# Makefile; they share nothing with src/ but the public header, so that what
# they check can't be wrong in the same way.

TEST_HELPERS  := attempt bench churn cworkload discover dispatcher frames holder listener mapop mkmap mkprog \
	mktcx nothing onpty overrule own-root ringput sweep tcdump tcsend
# The classifier again, with its maps as iproute2 had them, in each size of its
# struct.
LEGACY_SIZES := 16 20 24 28 36
TEST_OBJECTS  := $(patsubst test/bpf/%.c,$(BUILD)/test/%.o,$(wildcard test/bpf/*.bpf.c)) \
	$(LEGACY_SIZES:%=$(BUILD)/test/legacy-%.bpf.o)
TEST_PROGRAMS := $(TEST_HELPERS:%=$(BUILD)/test/%) $(TEST_OBJECTS)

TEST_CFLAGS ?= -O2 -g
# Debian keeps asm/ in a directory of its own, where -target bpf won't look.
BPF_CFLAGS  ?= -O2 -g
BPF_INCLUDE := $(wildcard /usr/include/$(shell uname -m)-linux-gnu)

.PHONY: test-programs
test-programs: $(TEST_PROGRAMS)

$(BUILD)/test/sweep $(BUILD)/test/tcsend: test/helper/tcmessage.c test/helper/tcmessage.h
$(BUILD)/test/cworkload: include/bpfns.h

# The one that tests a part of src/ by itself, with a kernel of its own.
$(BUILD)/test/dispatcher: src/source/freplace.c src/source/program_ids.c \
	src/base/numbers.c src/base/grow.c src/base/mem.c src/base/err.c src/base/fd.c src/base/str.c
$(BUILD)/test/dispatcher: TEST_CFLAGS += -iquote src

$(TEST_HELPERS:%=$(BUILD)/test/%): $(BUILD)/test/%: test/helper/%.c \
		test/helper/test.h
	@mkdir -p $(@D)
	$(call say,CC,$@)$(CC) -std=gnu11 -D_GNU_SOURCE -Iinclude $(WARNINGS) $(WERROR) \
		$(TEST_CFLAGS) -static -o $@ $(filter %.c,$^)

$(BUILD)/test/%.bpf.o: test/bpf/%.bpf.c
	@mkdir -p $(@D)
	$(call say,BPF,$@)$(CLANG) -target bpf -Wall -Wextra $(WERROR) $(BPF_CFLAGS) \
		$(BPF_INCLUDE:%=-I%) -c $< -o $@

# This one sees the sources: it is how the tests reach the conversions.
$(BUILD)/test/value-tool: test/helper/value-tool.c $(LIB)
	@mkdir -p $(@D)
	$(call say,CC,$@)$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) $(ALL_LDFLAGS) \
		$< $(LIB) -o $@

test-programs: $(BUILD)/test/value-tool
$(BUILD)/test/legacy-%.bpf.o: test/bpf/classifier.bpf.c
	@mkdir -p $(@D)
	$(call say,BPF,$@)$(CLANG) -target bpf -Wall -Wextra $(WERROR) $(BPF_CFLAGS) \
		-DLEGACY=$* $(BPF_INCLUDE:%=-I%) -c $< -o $@
