# SPDX-License-Identifier: BSD-2-Clause
# `make help` says what there is.

PREFIX  ?= /usr/local
DESTDIR ?=
# static: one file that runs in any image; dynamic: against the libraries.
LINK    ?= static
BUILD   ?= build
CLANG   ?= clang
BPFTOOL ?= bpftool
PKG_CONFIG ?= pkg-config

ifneq ($(filter $(LINK),static dynamic),$(LINK))
$(error LINK is static or dynamic, not '$(LINK)')
endif

VERSION  := 0.1.0
PROGRAMS := bpfns-exec bpfns-export bpfns-map bpfns-policy
FLOORS   := base bpf map wire value source sink entry confine

PKGS      := libcap libseccomp yajl libnl-3.0 libbpf libelf libmd
PC_STATIC := $(if $(filter static,$(LINK)),--static)
PKG_CFLAGS := $(shell $(PKG_CONFIG) --cflags $(PKGS))
LIBCAP     := $(shell $(PKG_CONFIG) $(PC_STATIC) --libs libcap)
LIBSECCOMP := $(shell $(PKG_CONFIG) $(PC_STATIC) --libs libseccomp)
LIBNL      := $(shell $(PKG_CONFIG) $(PC_STATIC) --libs libnl-3.0)
LIBBPF     := $(shell $(PKG_CONFIG) $(PC_STATIC) --libs libbpf libelf libmd)
# The static one has a name of its own.
YAJL_static := yajl_s
YAJL_dynamic := yajl
LIBYAJL    := $(patsubst -lyajl,-l$(YAJL_$(LINK)),$(shell $(PKG_CONFIG) --libs yajl))

CFLAGS   ?= -O2 -g
WARNINGS := -Wall -Wextra -Wconversion -Wshadow -Wstrict-prototypes \
	-Wmissing-prototypes -Wvla -Wformat=2
WERROR   ?= -Werror
HARDEN   := -fPIE -fstack-protector-strong -D_FORTIFY_SOURCE=2 -fno-plt
ALL_CPPFLAGS := -D_GNU_SOURCE -iquote src -Iinclude -I$(BUILD)/gen \
	-DBPFNS_VERSION=\"$(VERSION)\" $(CPPFLAGS)
ALL_CFLAGS := -std=gnu11 $(WARNINGS) $(WERROR) $(HARDEN) $(PKG_CFLAGS) $(CFLAGS)
LDMODE_static  := -static-pie
LDMODE_dynamic := -pie
# What a launch runs, side by side: fewer page faults.
ORDER_static := -Wl,-T,src/launch.ld
ALL_LDFLAGS := $(LDMODE_$(LINK)) $(ORDER_$(LINK)) -Wl,-z,relro,-z,now,-z,noexecstack $(LDFLAGS)

# A word a step; V=1 shows the commands.
say = $(if $(V),,@echo '  $(1)	$(2)';)

# What only one program links stands beside it, all else is in one archive,
# of which a program takes the members it names.
APART   := src/confine/preset.c src/confine/preset_text.c src/source/netlink_names.c
# Before libnl, or the linker takes the C library's.
NAMES_static := $(BUILD)/obj/source/netlink_names.o
LIB_SRC := $(filter-out $(APART),$(foreach f,$(FLOORS),$(wildcard src/$(f)/*.c)))
LIB_OBJ := $(LIB_SRC:src/%.c=$(BUILD)/obj/%.o)
LIB     := $(BUILD)/libbpfns.a
# From a file into a map.
FILL_CMD:= map_fill map_open map_types map_view input output progress
COMMON  := $(patsubst %,$(BUILD)/obj/cmd/%.o,say option start)

# tc looks for `tc exec KIND` in a directory of its own.
PLUGIN := $(BUILD)/tc/e_bpfns.so
LIBDIR ?= /usr/lib$(addprefix /,$(shell $(CC) -print-multiarch 2>/dev/null))
TC_LIB_DIR ?= $(LIBDIR)/tc

.PHONY: all
all: $(PROGRAMS:%=$(BUILD)/%) $(PLUGIN)

include policy/rules.mk
include test/rules.mk
include test/fuzz/rules.mk

$(BUILD)/obj/%.o: src/%.c
	@mkdir -p $(@D)
	$(call say,CC,$@)$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

$(LIB): $(LIB_OBJ)
	$(call say,AR,$@)rm -f $@ && $(AR) rcs $@ $^

EXEC_OBJ   := $(patsubst %,$(BUILD)/obj/cmd/%.o,exec exec_options exec_watch tc_words explain explain_text explain_json map_options) \
	$(BUILD)/obj/confine/preset.o $(NAMES_$(LINK))
EXPORT_OBJ := $(patsubst %,$(BUILD)/obj/cmd/%.o,export export_options export_load map_options $(FILL_CMD)) $(NAMES_$(LINK))
MAP_OBJ    := $(patsubst %,$(BUILD)/obj/cmd/%.o,map map_args map_list map_one map_elem map_update \
	map_line map_dump map_print map_drain taking map_record map_load map_wait \
	map_watch map_snapshot map_screen terminal $(FILL_CMD))
POLICY_OBJ := $(patsubst %,$(BUILD)/obj/cmd/%.o,policy policy_input policy_explain policy_test policy_oci policy_diff) \
	$(BUILD)/obj/confine/preset_text.o

$(BUILD)/bpfns-exec: $(EXEC_OBJ) $(COMMON) $(LIB)
	$(call say,LINK,$@)$(CC) $(ALL_LDFLAGS) $(CFLAGS) -o $@ $(filter %.o %.a,$^) $(LIBCAP) $(LIBSECCOMP) $(LIBYAJL) $(LIBBPF) $(LIBNL)

$(BUILD)/bpfns-export: $(EXPORT_OBJ) $(COMMON) $(LIB)
	$(call say,LINK,$@)$(CC) $(ALL_LDFLAGS) $(CFLAGS) -o $@ $(filter %.o %.a,$^) $(LIBYAJL) $(LIBBPF) $(LIBNL)

$(BUILD)/bpfns-map: $(MAP_OBJ) $(COMMON) $(LIB)
	$(call say,LINK,$@)$(CC) $(ALL_LDFLAGS) $(CFLAGS) -o $@ $(filter %.o %.a,$^) $(LIBYAJL) $(LIBBPF)

$(BUILD)/bpfns-policy: $(POLICY_OBJ) $(COMMON) $(LIB)
	$(call say,LINK,$@)$(CC) $(ALL_LDFLAGS) $(CFLAGS) -o $@ $(filter %.o %.a,$^) $(LIBSECCOMP) $(LIBYAJL)

$(PROGRAMS:%=$(BUILD)/%): src/launch.ld

# No part of the programs, and not for their linker script: tc loads it.
$(PLUGIN): src/cmd/e_bpfns.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(call say,LINK,$@)$(CC) $(ALL_CPPFLAGS) -DBPFNS_BINDIR='"$(PREFIX)/bin"' \
		-std=gnu11 $(WARNINGS) $(WERROR) -fPIC -shared -fvisibility=hidden \
		-Wl,-z,relro,-z,now,-z,noexecstack -O2 -g -o $@ $<

# Everything is compiled again when the flags change.
$(LIB_OBJ) $(EXEC_OBJ) $(EXPORT_OBJ) $(MAP_OBJ) $(POLICY_OBJ) $(COMMON): $(BUILD)/flags
$(BUILD)/flags: FORCE
	@mkdir -p $(@D)
	@echo '$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) $(ALL_LDFLAGS)' | \
		cmp -s - $@ || \
		echo '$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) $(ALL_LDFLAGS)' >$@
.PHONY: FORCE
FORCE:

-include $(wildcard $(BUILD)/obj/*/*.d)

# What people call.

SOURCES := $(wildcard src/*/*.[ch] include/*.h test/helper/*.[ch] test/bpf/*.c test/fuzz/*.c)
SCRIPTS := $(wildcard scripts/*) completion/bpfns.bash .ci/run
TIDY_SRC := $(LIB_SRC) $(APART) $(wildcard src/cmd/*.c)

.PHONY: check
check: # run the test suite; wants root
	scripts/check

.PHONY: format
format: # lay out the C sources as .clang-format says
	clang-format -i $(SOURCES)

.PHONY: lint
lint: all # check layout, floors, sources, scripts and man pages
	$(call say,LINT,clang-format)clang-format --dry-run --Werror $(SOURCES)
	$(call say,LINT,floors)scripts/floors
	$(call say,LINT,clang-tidy)clang-tidy --quiet $(TIDY_SRC) -- \
		-std=gnu11 $(ALL_CPPFLAGS) -DBPFNS_BINDIR='"/"' $(PKG_CFLAGS)
	$(call say,LINT,cppcheck)cppcheck --quiet --std=c11 \
		--error-exitcode=1 --inline-suppr \
		--enable=warning,portability,performance \
		--suppress=missingIncludeSystem \
		-D__x86_64__ -D'LIBBPF_OPTS(type,name,...)=struct type name = {__VA_ARGS__}' \
		-Isrc -Iinclude src
	$(call say,LINT,shellcheck)shellcheck $(SCRIPTS) $(wildcard test/attack/*)
	$(call say,LINT,man pages)BPFNS_BIN=$(BUILD) scripts/man-check

SAN_FLAGS := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all \
	-fno-omit-frame-pointer
.PHONY: san
san: # build with the address and undefined behaviour sanitizers: build-san
	$(MAKE) BUILD=build-san LINK=dynamic CFLAGS='$(SAN_FLAGS)' \
		HARDEN='-fPIE -U_FORTIFY_SOURCE' all

.PHONY: bench
bench: all test-programs # print ratios against peers, measured in this run
	BPFNS_BIN=$(BUILD) scripts/bench

MAN1 := $(PROGRAMS:%=man/%.1)
MAN7 := man/bpfns.7 man/bpfns-types.7
BINDIR := $(DESTDIR)$(PREFIX)/bin
MANDIR := $(DESTDIR)$(PREFIX)/share/man
BASHDIR := $(DESTDIR)$(PREFIX)/share/bash-completion/completions
ZSHDIR := $(DESTDIR)$(PREFIX)/share/zsh/site-functions
.PHONY: install
install: all # to $(DESTDIR)$(PREFIX), the plug-in to $(DESTDIR)$(TC_LIB_DIR)
	install -d $(BINDIR) $(MANDIR)/man1 $(MANDIR)/man5 $(MANDIR)/man7 \
		$(DESTDIR)$(PREFIX)/include $(BASHDIR) $(ZSHDIR) \
		$(DESTDIR)$(TC_LIB_DIR)
	install -m 755 $(PROGRAMS:%=$(BUILD)/%) $(BINDIR)
	install -m 644 include/bpfns.h $(DESTDIR)$(PREFIX)/include
	install -m 644 $(PLUGIN) $(DESTDIR)$(TC_LIB_DIR)
	install -m 644 $(MAN1) $(MANDIR)/man1
	install -m 644 man/bpfns-policy.5 $(MANDIR)/man5
	install -m 644 $(MAN7) $(MANDIR)/man7
	for p in $(PROGRAMS); do \
		install -m 644 completion/bpfns.bash $(BASHDIR)/$$p; done
	install -m 644 completion/_bpfns $(ZSHDIR)

.PHONY: uninstall
uninstall: # remove what install put there
	rm -f $(PROGRAMS:%=$(BINDIR)/%) \
		$(DESTDIR)$(PREFIX)/include/bpfns.h \
		$(DESTDIR)$(TC_LIB_DIR)/e_bpfns.so \
		$(MAN1:man/%=$(MANDIR)/man1/%) \
		$(MANDIR)/man5/bpfns-policy.5 $(MAN7:man/%=$(MANDIR)/man7/%) \
		$(PROGRAMS:%=$(BASHDIR)/%) $(ZSHDIR)/_bpfns

.PHONY: clean
clean: # remove what was built
	rm -rf build build-san build-fuzz $(BUILD)

.PHONY: help
help: # print this
	@echo 'make [TARGET] [LINK=static|dynamic] [CC=gcc|clang]' \
		'[PREFIX=DIR] [DESTDIR=DIR] [TC_LIB_DIR=DIR]'
	@echo '  all             build the programs'
	@sed -nE 's/^([a-z]+):[^#]*# (.*)/\1\t\2/p' $(firstword $(MAKEFILE_LIST)) | \
		while IFS=$$(printf '\t') read -r t h; do \
			printf '  %-15s %s\n' "$$t" "$$h"; done
