#pragma once
// The sources of pages, which are part of the library.

#include <string_view>

namespace kasane::plot {

std::string_view race_html();
std::string_view race_css();
std::string_view view_js();
std::string_view surface_js();
std::string_view formula_js();
std::string_view race_js();

}  // namespace kasane::plot
