#pragma once
// The words over a value type V: float, double, Batch<float>, Batch<double>. Written once, with an
// explicit fma wherever a product feeds a sum, so that every V, compiler and instruction set gives
// the same bits (NaN payloads aside). Coefficients are minimax fits (Sollya's fpminimax).
//
// In every word: NaN in, NaN out; no zero, infinity or NaN where the exact result is an ordinary
// number.
//
// Error is the largest seen over some 80 million floats (all exponents, dense where words change
// their form) and 4 million doubles, rounded up; tests/math/isa/accuracy_test.cpp holds it on a
// sample. ULP is the spacing at the exact result, the subnormal one below the normal numbers. A
// _times word is measured with y = x.
#include "kasane/math/real_atan.hpp"
#include "kasane/math/real_base.hpp"
#include "kasane/math/real_erf.hpp"
#include "kasane/math/real_exp.hpp"
#include "kasane/math/real_gated.hpp"
#include "kasane/math/real_gompertz.hpp"
#include "kasane/math/real_log.hpp"
#include "kasane/math/real_mish.hpp"
#include "kasane/math/real_pow.hpp"
#include "kasane/math/real_sigmoid.hpp"
#include "kasane/math/real_tanhexp.hpp"
#include "kasane/math/real_tanhshrink.hpp"
#include "kasane/math/real_trig.hpp"
