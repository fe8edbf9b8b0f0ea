#pragma once

// Marks what a shared library exports; everything else stays hidden.
#if defined(KASANE_SHARED) && defined(__GNUC__)
#define KASANE_API __attribute__((visibility("default")))
#else
#define KASANE_API
#endif
