// SPDX-License-Identifier: BSD-2-Clause
/*
 * Embeds the compiled presets, so that the launcher neither parses nor waits
 * for libseccomp's tables. They are linked into the launcher only.
 *
 * preset_files.h comes from the build (policy/rules.mk) and says
 * PRESET(symbol, "name", "file", bytes) for each.
 */
#include "confine/preset.h"

#include "base/str.h"

#define PRESET(symbol, name, file, bytes)                 \
	__asm__(".pushsection .rodata\n"                  \
		".balign 8\n"                             \
		".global preset_" #symbol "\n"            \
		".hidden preset_" #symbol "\n"            \
		"preset_" #symbol ":\n"                   \
		".incbin \"" file "\"\n"                  \
		".popsection\n");                         \
	extern const struct sock_filter preset_##symbol[] \
		__attribute__((visibility("hidden")));
#include "preset_files.h"
#undef PRESET

/* struct filter has no const, since most filters are malloc'ed; writing
 * through this one would be a fault at once. */
#define PRESET(symbol, name, file, bytes)        \
	{name,                                   \
	 {(struct sock_filter *)preset_##symbol, \
	  (bytes) / sizeof(struct sock_filter)}},
static const struct preset presets[] = {
#include "preset_files.h"
};
#undef PRESET

const struct preset *preset_at(size_t index)
{
	return index < sizeof(presets) / sizeof(presets[0]) ? &presets[index]
							    : NULL;
}

const struct preset *preset_find(const char *name)
{
	const struct preset *p;

	for (size_t i = 0; (p = preset_at(i)) != NULL; i++)
		if (str_equal(p->name, name))
			break;
	return p;
}
