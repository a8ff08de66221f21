# tg: bulk thumbnails as Unix filters. `make demo` and `make check` come first;
# `make help` lists the rest.

PREFIX  ?= /usr/local
BINDIR  ?= $(PREFIX)/bin
MANDIR  ?= $(PREFIX)/share/man
DOCDIR  ?= $(PREFIX)/share/doc/tg
BASHDIR ?= $(PREFIX)/share/bash-completion/completions
ZSHDIR  ?= $(PREFIX)/share/zsh/site-functions
FISHDIR ?= $(PREFIX)/share/fish/vendor_completions.d
VERSION := 0.1.0

# SAN=address,undefined builds with sanitizers, in a folder of its own, as CC=clang does.
comma := ,
B     := build$(patsubst %,-%,$(filter-out cc gcc,$(CC)))$(if $(SAN),-$(subst $(comma),-,$(SAN)))

# Ours first, so that the caller's CFLAGS, CPPFLAGS and LDFLAGS win.
# No contraction: a fused multiply-add rounds differently from machine to machine.
TG_CPPFLAGS = -D_GNU_SOURCE -DTG_VERSION='"$(VERSION)"' -D_FILE_OFFSET_BITS=64 -iquote lib -iquote $B/lib
TG_CFLAGS   = -std=c11 -O2 -g -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
              -Wpointer-arith -Wvla -ffp-contract=off -fno-strict-overflow -fPIE -fstack-protector-strong -MMD -MP
TG_LDFLAGS  = -pie -Wl,-z,relro,-z,now
ifneq ($(SAN),)
TG_CPPFLAGS += -DTG_SANITIZED
TG_CFLAGS  += -fsanitize=$(SAN) -fno-sanitize-recover=all -fno-omit-frame-pointer
TG_LDFLAGS += -fsanitize=$(SAN)
else ifeq ($(filter -O0,$(CFLAGS)),) # fortification needs an optimizer
TG_CPPFLAGS += -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2
endif

# Which libpng brings along: what tests and benchmarks hold inflate against.
ZLIB = -lz

# pkg-config is asked once, and not before a rule needs it: `packages` may have
# to install it first.
PACKAGES  = lcms2 libjpeg libpng libsodium libseccomp libdeflate
PKGCONFIG = pkg-config
LIBFLAGS  = $(eval LIBFLAGS := $(shell $(PKGCONFIG) --cflags $(PACKAGES) 2>/dev/null))$(LIBFLAGS)
LIBS      = $(eval LIBS := $(shell $(PKGCONFIG) --libs $(PACKAGES) 2>/dev/null) -lm)$(LIBS)
COMPILE   = $(CC) $(TG_CPPFLAGS) $(TG_CFLAGS) $(LIBFLAGS) $(CPPFLAGS) $(CFLAGS)
LINK      = $(CC) $(TG_CFLAGS) $(CFLAGS) $(TG_LDFLAGS) $(LDFLAGS)

# What is made is said in a word; V=1 shows the commands, make -s nothing.
silent = $(findstring s,$(filter-out --%,$(firstword $(MAKEFLAGS))))
say    = $(if $(V)$(silent),,@echo '$1';)

TOOLS  = tgwalk tgthumb tgsink
parts  = $(patsubst %.c,$B/%.o,$(wildcard tools/$1.c tools/$1_*.c))
MANS   = tg.7 tgstream.5 tgwalk.1 tgthumb.1 tgsink.1
LIBTG  = $(patsubst lib/%.c,$B/lib/%.o,$(wildcard lib/*/*.c))
UNITS  = $(patsubst tests/unit/%.c,$B/unit/%,$(wildcard tests/unit/*.c))
RENDER = $(patsubst %.c,$B/%.o,$(wildcard examples/demo/*.c))
FUZZ   = $(patsubst tests/fuzz/%.c,$B/fuzz/%,$(wildcard tests/fuzz/*.c))

.PHONY: all units check demo torture fuzz fuzzers bench quality lint install uninstall deb packages clean help FORCE

all: $(TOOLS:%=$B/%) ## the three tools, in build/ (CC=clang, SAN=address,undefined: in a folder beside)

demo: all $B/render ## install what is missing, build, run the pipeline on pictures (DIR=~/Pictures: on yours)
	@case $$DIR in "~/"*) DIR=$$HOME/$${DIR#??} ;; esac; \
	examples/demo/run $B $${DIR:+"$$DIR"}

check: all units $B/render $B/data/hostile $B/data/without $B/data/adopt ## install what is missing, build, run the tests (SAN=address,undefined; CORPUS=DIR)
	@tests/packages browser || echo 'The page of tgsink -f html is not looked at.'
	@status=0; \
	tests/units $(UNITS) || status=1; \
	BUILD=$(abspath $B) tests/files || status=1; \
	exit $$status

units: $(UNITS) ## the unit tests' programs, in build/unit/

fuzz: ## with clang's libFuzzer, what reads strangers' bytes (SECONDS=20 for each; CORPUS=DIR)
	@tests/packages build fuzz
	@$(MAKE) --no-print-directory fuzzers CC=clang SAN=fuzzer-no-link,address,undefined B=build-fuzz
	@tests/fuzz/run build-fuzz $(SECONDS)

torture: all ## run the pipeline under kills, cuts and want (ROUNDS=1000 in SECONDS=60 at most)
	@tests/torture $B $(or $(ROUNDS),1000) $(SECONDS)

fuzzers: $(FUZZ) $B/data/profiles

# Of the pipeline, of single stages, of the walk, and of very long lists. What vectors are worth shows a build without.
BENCH = $(patsubst tests/bench/%.c,%,$(filter-out %/quality.c,$(wildcard tests/bench/*.c)))
bench: all $(BENCH:%=$B/bench/%) ## time the pipeline and its parts against peers on the JPEG and PNG files of DIR= (ROUNDS=5)
	@tests/packages bench || echo 'What is missing is not measured.'
	@$(MAKE) -s --no-print-directory CPPFLAGS='$(CPPFLAGS) -DTG_PLAIN' B=$B-plain $B-plain/bench/resize
	@case $$DIR in "~/"*) DIR=$$HOME/$${DIR#??} ;; esac; export BUILD=$(abspath $B); \
	tests/bench/peers.sh "$$DIR" && echo && \
	PLAIN=$(abspath $B-plain) tests/bench/stages.sh "$$DIR" && echo && \
	tests/bench/again.sh "$$DIR" && echo && \
	tests/bench/walk.sh && echo && \
	tests/bench/many.sh

quality: all $B/quality ## how near thumbnails are to the ideal, ours and the peers', on the pictures of DIR=
	@tests/packages bench || echo 'What is missing is not judged.'
	@case $$DIR in "~/"*) DIR=$$HOME/$${DIR#??} ;; esac; \
	BUILD=$(abspath $B) tests/bench/quality.sh "$$DIR"

lint: packages ## ask compilers and checkers of C, shell and mdoc for their opinion
	tests/lint

# Of the examples all but what make demo builds. Scripts stay scripts.
EXAMPLES = $(shell find examples -path examples/demo -prune -o -type f -print)
put = install -D -m $1 $2 '$(DESTDIR)$3'/$4

install: all ## the tools, manual pages, completions and examples under PREFIX (/usr/local), inside DESTDIR
	install -d '$(DESTDIR)$(BINDIR)'
	install $(TOOLS:%=$B/%) '$(DESTDIR)$(BINDIR)'
	for man in $(MANS); do $(call put,644,man/$$man,$(MANDIR),man$${man##*.}/$$man) || exit; done
	for tool in $(TOOLS); do \
		$(call put,644,tools/completions/tg.bash,$(BASHDIR),$$tool) && \
		$(call put,644,tools/completions/$$tool.fish,$(FISHDIR),$$tool.fish) || exit; \
	done
	$(call put,644,tools/completions/_tg,$(ZSHDIR),_tg)
	for file in README.md LICENSE $(EXAMPLES); do \
		mode=644; [ ! -x $$file ] || mode=755; \
		$(call put,$$mode,$$file,$(DOCDIR),$$file) || exit; \
	done

uninstall: ## remove what install put there
	for tool in $(TOOLS); do \
		rm -f '$(DESTDIR)$(BINDIR)'/$$tool '$(DESTDIR)$(BASHDIR)'/$$tool '$(DESTDIR)$(FISHDIR)'/$$tool.fish; \
	done
	for man in $(MANS); do rm -f '$(DESTDIR)$(MANDIR)'/man$${man##*.}/$$man; done
	rm -f '$(DESTDIR)$(ZSHDIR)/_tg'
	for file in README.md LICENSE $(EXAMPLES); do rm -f '$(DESTDIR)$(DOCDIR)'/$$file; done
	[ ! -d '$(DESTDIR)$(DOCDIR)' ] || find '$(DESTDIR)$(DOCDIR)' -depth -type d -empty -delete

deb: all ## a Debian package of what install puts there, in build/deb
	@rm -rf $B/deb
	@$(MAKE) -s --no-print-directory install DESTDIR='$(abspath $B)/deb/tg' PREFIX=/usr \
		ZSHDIR=/usr/share/zsh/vendor-completions
	@tools/deb $B/deb $(VERSION)

# As part of check, deb, demo, bench or quality this comes before anything is built.
SETS = build $(if $(filter check,$(MAKECMDGOALS)),test) $(if $(filter lint,$(MAKECMDGOALS)),lint) $(if $(filter deb,$(MAKECMDGOALS)),deb)
packages: ## install what building needs (SETS='build test lint': for the tests and lint, too)
	@tests/packages $(SETS)
ifneq ($(filter check deb demo bench quality,$(MAKECMDGOALS)),)
$B/flags: | packages
endif

clean: ## remove what was built, and the demo's pictures
	rm -rf build build-* demo

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/\1	\2/p' Makefile | expand -t 12

# These files change only when their text does: then everything that was made
# with other flags, or of other objects, is out of date.
keep = text='$(subst ','\'',$1)'; \
       printf '%s\n' "$$text" | cmp -s - $@ || printf '%s\n' "$$text" > $@

$B/flags: FORCE
	@$(PKGCONFIG) --exists $(PACKAGES) 2>/dev/null || { \
		echo '$(PACKAGES): not found by $(PKGCONFIG) (make packages installs what is missing)' >&2; \
		exit 1; }
	@mkdir -p $(@D)
	@$(call keep,$(COMPILE) $(LINK) $(LIBS))

$B/members: $B/flags FORCE
	@$(call keep,$(LIBTG))

$B/%.o: %.c $B/flags
	@mkdir -p $(@D)
	$(call say,compile $<)$(COMPILE) -c -o $@ $<

# Its style and script, as C.
$B/lib/listing/html.o: $B/lib/listing/page.h
$B/lib/listing/page.h: lib/listing/page.css lib/listing/page.js tools/embed
	@mkdir -p $(@D)
	$(call say,embed $@)tools/embed TG_PAGE_STYLE lib/listing/page.css TG_PAGE_SCRIPT lib/listing/page.js > $@.new && mv $@.new $@

$B/libtg.a: $(LIBTG) $B/members
	$(call say,archive $@)rm -f $@ && $(AR) rcs $@ $(LIBTG)

$B/tgwalk: $(call parts,tgwalk) $B/libtg.a
$B/tgsink: $(call parts,tgsink) $B/libtg.a
$B/tgwalk $B/tgsink:
	$(call say,link $@)$(LINK) -o $@ $^

$B/tgthumb: $(call parts,tgthumb) $B/libtg.a
	$(call say,link $@)$(LINK) -o $@ $^ $(LIBS)

$B/unit/%: $B/tests/unit/%.o $B/libtg.a
	@mkdir -p $(@D)
	$(call say,link $@)$(LINK) -o $@ $^ $(LIBS) $(ZLIB)

$B/data/%: $B/tests/data/%.o
	@mkdir -p $(@D)
	$(call say,link $@)$(LINK) -o $@ $^ $(LIBS)

$B/fuzz/%: $B/tests/fuzz/%.o $B/libtg.a
	@mkdir -p $(@D)
	$(call say,link $@)$(LINK) -fsanitize=fuzzer -o $@ $^ $(LIBS) $(ZLIB)

$B/render: $(RENDER)
	$(call say,link $@)$(LINK) -o $@ $^ $(LIBS)

$B/quality: $B/tests/bench/quality.o $B/libtg.a
	$(call say,link $@)$(LINK) -o $@ $^ $(LIBS)

$B/bench/%: $B/tests/bench/%.o $B/libtg.a
	@mkdir -p $(@D)
	$(call say,link $@)$(LINK) -o $@ $^ $(LIBS) $(ZLIB)

OBJECTS = $(LIBTG) $(patsubst %.c,$B/%.o,$(wildcard tests/bench/*.c)) $(RENDER) $(foreach tool,$(TOOLS),$(call parts,$(tool))) $(UNITS:$B/%=$B/tests/%.o) \
          $(FUZZ:$B/%=$B/tests/%.o) $(patsubst %.c,$B/%.o,$(wildcard tests/data/*.c))
.SECONDARY: $(OBJECTS)
-include $(OBJECTS:.o=.d)
