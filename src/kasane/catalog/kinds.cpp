// The one walk that turns the lists of structs into lists of entries.

#include "kasane/catalog/erase.hpp"
#include "kasane/catalog/lists.hpp"
#include "kasane/catalog/losses/composed.hpp"
#include "kasane/catalog/registry.hpp"

namespace kasane::catalog {
namespace {

/// Appends the entries of Members, numbered by their place in All.
template <class Members, Form form, class All = Members>
void append(std::vector<Entry>& entries) {
    static constexpr auto all = erase_all<All>(Members{}, form);
    entries.insert(entries.end(), all.begin(), all.end());
}

}  // namespace

const Kind& activations() {
    static const Kind kind("activation", "activations", [] {
        std::vector<Entry> entries;
        append<PointwiseActivations, Form::pointwise, Pointwise>(entries);
        append<GatedActivations, Form::gated, Pointwise>(entries);
        append<RowwiseActivations, Form::rowwise>(entries);
        append<ModuleActivations, Form::module>(entries);
        return entries;
    }());
    return kind;
}

const Kind& losses() {
    static const Kind kind("loss", "losses", [] {
        std::vector<Entry> entries;
        append<PointwiseLosses, Form::pointwise, Pointwise>(entries);
        append<RowwiseLosses, Form::rowwise>(entries);
        append<ComposedLosses, Form::composed>(entries);
        return entries;
    }());
    return kind;
}

const Kind& optimizers() {
    static const Kind kind("optimizer", "optimizers", [] {
        std::vector<Entry> entries;
        append<ElementwiseOptimizers, Form::elementwise>(entries);
        append<AlgorithmOptimizers, Form::algorithm>(entries);
        append<OptimizerLinks, Form::link>(entries);
        append<OptimizerWrappers, Form::wrapper>(entries);
        return entries;
    }());
    return kind;
}

const Kind& initializers() {
    static const Kind kind("initializer", "initializers", [] {
        std::vector<Entry> entries;
        append<Initializers, Form::scale>(entries);
        return entries;
    }());
    return kind;
}

const Kind& surfaces() {
    static const Kind kind("surface", "surfaces", [] {
        std::vector<Entry> entries;
        append<SurfaceFormulas, Form::pointwise, Pointwise>(entries);
        return entries;
    }());
    return kind;
}

const Kind& schedules() {
    static const Kind kind("schedule", "schedules", [] {
        std::vector<Entry> entries;
        append<Schedules, Form::schedule>(entries);
        return entries;
    }());
    return kind;
}

}  // namespace kasane::catalog
