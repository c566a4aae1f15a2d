/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Numbers as they lie in memory. The type is one of the number forms.
 */
#ifndef BPFNS_VALUE_NUMBER_H
#define BPFNS_VALUE_NUMBER_H

#include <endian.h>
#include <stdint.h>
#include <string.h>

#include "value/type.h"

static inline uint64_t number_load(uint32_t size, const unsigned char *bytes)
{
	uint16_t u16;
	uint32_t u32;
	uint64_t u64;

	switch (size) {
	case 1:
		return bytes[0];
	case 2:
		memcpy(&u16, bytes, sizeof(u16));
		return u16;
	case 4:
		memcpy(&u32, bytes, sizeof(u32));
		return u32;
	default:
		memcpy(&u64, bytes, sizeof(u64));
		return u64;
	}
}

static inline void number_store(uint32_t size, uint64_t n, unsigned char *bytes)
{
	uint16_t u16 = (uint16_t)n;
	uint32_t u32 = (uint32_t)n;

	switch (size) {
	case 1:
		bytes[0] = (unsigned char)n;
		break;
	case 2:
		memcpy(bytes, &u16, sizeof(u16));
		break;
	case 4:
		memcpy(bytes, &u32, sizeof(u32));
		break;
	default:
		memcpy(bytes, &n, sizeof(n));
		break;
	}
}

/* From and to big-endian; the same both ways. */
static inline uint64_t number_swap(uint32_t size, uint64_t n)
{
	switch (size) {
	case 2:
		return be16toh((uint16_t)n);
	case 4:
		return be32toh((uint32_t)n);
	default:
		return be64toh(n);
	}
}

static inline int64_t number_load_signed(uint32_t size,
					 const unsigned char *bytes)
{
	uint64_t n = number_load(size, bytes);

	switch (size) {
	case 1:
		return (int8_t)n;
	case 2:
		return (int16_t)n;
	case 4:
		return (int32_t)n;
	default:
		return (int64_t)n;
	}
}

/* The most that fits into this many bytes, unsigned. */
static inline uint64_t number_max(uint32_t size)
{
	return UINT64_MAX >> (64 - 8 * size);
}

static inline double number_load_float(uint32_t size,
				       const unsigned char *bytes)
{
	float f;
	double d;

	if (size == sizeof(f)) {
		memcpy(&f, bytes, sizeof(f));
		return (double)f;
	}
	memcpy(&d, bytes, sizeof(d));
	return d;
}

#endif
