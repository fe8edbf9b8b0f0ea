// The one walk that turns the lists of structs into lists of entries.

#include "kasane/catalog/erase.hpp"
#include "kasane/catalog/lists.hpp"
#include "kasane/catalog/registry.hpp"

namespace kasane::catalog {
namespace {

/// Appends the entries of Members, numbered by their place in All.
template <class Members, class All = Members>
void append(std::vector<Entry>& entries, Form form) {
    Members::for_each([&]<class F> { entries.push_back(erase<F>(form, index_of<F, All>)); });
}

}  // namespace

const Kind& activations() {
    static const Kind kind("activation", "activations", [] {
        std::vector<Entry> entries;
        append<PointwiseActivations, Pointwise>(entries, Form::pointwise);
        append<GatedActivations, Pointwise>(entries, Form::gated);
        append<RowwiseActivations>(entries, Form::rowwise);
        append<ModuleActivations>(entries, Form::module);
        return entries;
    }());
    return kind;
}

const Kind& losses() {
    static const Kind kind("loss", "losses", [] {
        std::vector<Entry> entries;
        append<PointwiseLosses, Pointwise>(entries, Form::pointwise);
        append<RowwiseLosses>(entries, Form::rowwise);
        return entries;
    }());
    return kind;
}

const Kind& optimizers() {
    static const Kind kind("optimizer", "optimizers", [] {
        std::vector<Entry> entries;
        append<ElementwiseOptimizers>(entries, Form::elementwise);
        return entries;
    }());
    return kind;
}

const Kind& initializers() {
    static const Kind kind("initializer", "initializers", [] {
        std::vector<Entry> entries;
        append<Initializers>(entries, Form::scale);
        return entries;
    }());
    return kind;
}

}  // namespace kasane::catalog
