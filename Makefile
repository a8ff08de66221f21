# tg: bulk thumbnails as Unix filters. `make demo` and `make check` come first;
# `make help` lists the rest.

PREFIX  ?= /usr/local
BINDIR  ?= $(PREFIX)/bin
MANDIR  ?= $(PREFIX)/share/man
VERSION := 0.1.0

# SAN=address,undefined builds with sanitizers, in a folder of its own, as CC=clang does.
comma := ,
B     := build$(patsubst %,-%,$(filter-out cc gcc,$(CC)))$(if $(SAN),-$(subst $(comma),-,$(SAN)))

# Ours first, so that the caller's CFLAGS, CPPFLAGS and LDFLAGS win.
# No contraction: a fused multiply-add rounds differently from machine to machine.
TG_CPPFLAGS = -D_GNU_SOURCE -DTG_VERSION='"$(VERSION)"' -D_FILE_OFFSET_BITS=64 -iquote lib
TG_CFLAGS   = -std=c11 -O2 -g -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
              -Wpointer-arith -Wvla -ffp-contract=off -fno-strict-overflow -MMD -MP
TG_LDFLAGS  =
ifdef SAN
TG_CFLAGS  += -fsanitize=$(SAN) -fno-sanitize-recover=all -fno-omit-frame-pointer
TG_LDFLAGS += -fsanitize=$(SAN)
endif

PACKAGES  = libjpeg libpng libsodium
PKGCONFIG = pkg-config
COMPILE   = $(CC) $(TG_CPPFLAGS) $(TG_CFLAGS) $(CPPFLAGS) $(CFLAGS)
LINK      = $(CC) $(TG_CFLAGS) $(CFLAGS) $(TG_LDFLAGS) $(LDFLAGS)
LIBS      = $(shell $(PKGCONFIG) --libs $(PACKAGES)) -lm

TOOLS = tgwalk tgthumb tgsink
LIBTG = $(patsubst lib/%.c,$B/lib/%.o,$(wildcard lib/*/*.c))
UNITS = $(patsubst tests/unit/%.c,$B/unit/%,$(wildcard tests/unit/*.c))

.PHONY: all units clean
all: $(TOOLS:%=$B/%)
units: $(UNITS)

$B/tgwalk $B/tgsink: $B/%: $B/tools/%.o $B/libtg.a
	$(LINK) -o $@ $^

$B/tgthumb: $B/%: $B/tools/%.o $B/libtg.a
	$(LINK) -o $@ $^ $(LIBS)

$B/unit/%: tests/unit/%.c $B/libtg.a
	@mkdir -p $(@D)
	$(COMPILE) $(TG_LDFLAGS) $(LDFLAGS) -o $@ $< $B/libtg.a $(LIBS)

$B/libtg.a: $(LIBTG)
	rm -f $@ && $(AR) rcs $@ $^

$B/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(COMPILE) -c -o $@ $<

clean:
	rm -rf build build-*

-include $(LIBTG:.o=.d) $(TOOLS:%=$B/tools/%.d) $(UNITS:=.d)
