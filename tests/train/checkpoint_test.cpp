#include "kasane/train/checkpoint.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "kasane/core/error.hpp"
#include "kasane/io/safetensors.hpp"
#include "tests/io/support.hpp"
#include "tests/support/arrays.hpp"
#include "tests/train/runs.hpp"

namespace kasane::train {
namespace {

using io::testing::message_of;
using io::testing::TempDir;

struct Resumed {
    const char* name;
    TrainOptions options;
};
// 230 samples in batches of 20: twelve steps an epoch, the last of them smaller.
const Resumed resumed[] = {
    {"sgd", {.optimizer = "sgd(lr=0.1)", .batch = 20, .iterations = 20, .seed = 1}},
    {"sgd_replace", {.optimizer = "sgd(lr=0.1)", .batch = 20, .replace = true, .iterations = 20}},
    {"momentum", {.optimizer = "momentum(lr=0.1)", .batch = 20, .iterations = 20, .seed = 2}},
    {"momentum_replace",
     {.optimizer = "momentum(lr=0.1)", .batch = 20, .replace = true, .iterations = 20}},
    {"adam", {.optimizer = "adam(lr=0.01)", .batch = 20, .iterations = 20, .seed = 3}},
    {"adam_replace",
     {.optimizer = "adam(lr=0.01)", .batch = 20, .replace = true, .iterations = 20}},
    {"ema", {.optimizer = "adam(lr=0.01) | ema(decay=0.9)", .batch = 20, .iterations = 20}},
    {"schedule_free", {.optimizer = "schedule_free_sgd(lr=0.5)", .batch = 20, .iterations = 20}},
    {"groups",
     {.optimizer = "*bias: sgd(lr=0.1) | swa; 0.*: frozen; *: adam(lr=0.01)",
      .batch = 20,
      .iterations = 20}},
    {"sophia", {.optimizer = "sophia(lr=0.01, every=3)", .batch = 20, .iterations = 20}},
    {"per_example_clip",
     {.optimizer = "per_example_clip(clip=0.5, noise=0.5) | loss_scale(every=4) | sgd(lr=0.1)",
      .batch = 20,
      .iterations = 20}},
};

TEST(Resume, ContinuesBitForBitFromEveryStep) {
    const TempDir directory;
    const data::Dataset set = few_digits(230);
    for (const Resumed& one : resumed) {
        const std::string want = sha256_of_run("64-12-10", "swish", set, one.options);
        for (const Index k : {0, 1, 7, 12, 19, 20}) {
            const std::string path = directory.file(one.name + std::to_string(k));
            {
                const auto model = model_of("64-12-10", "swish");
                Trainer trainer(*model, set, one.options);
                while (trainer.iteration() < k) trainer.step();
                trainer.save(path);
            }
            const auto model = nn::perceptron("64-12-10", "swish", core::Rng(99));
            Trainer trainer(*model, set, one.options);
            trainer.resume(path);
            EXPECT_EQ(trainer.iteration(), k);
            while (!trainer.finished()) trainer.step();
            EXPECT_EQ(weights_sha256(*model), want) << one.name << ", resumed at " << k;
        }
    }
}

TEST(Averages, AreTheModelThatIsSaved) {
    const TempDir directory;
    const data::Dataset set = few_digits(230);
    const std::string path = directory.file("average");
    const auto model = model_of("64-12-10", "swish");
    Trainer trainer(*model, set,
                    {.optimizer = "adam(lr=0.01) | ema(decay=0.9)", .batch = 20, .iterations = 15});
    while (!trainer.finished()) trainer.step();
    const std::string trained = weights_sha256(*model);
    // Whichever of the two the model has at that time.
    trainer.optimizer().eval();
    trainer.save(path);
    EXPECT_EQ(weights_sha256(*model), trained);
    trainer.optimizer().eval();
    const std::string averaged = weights_sha256(*model);
    trainer.optimizer().train();
    EXPECT_NE(averaged, trained);
    EXPECT_EQ(weights_sha256(*load_model(path).model), averaged);
    trainer.resume(path);
    EXPECT_EQ(weights_sha256(*model), trained);
}

TEST(Resume, AFileOfAnotherRunIsRefusedWithAllDifferences) {
    const TempDir directory;
    const std::string path = directory.file("run.safetensors");
    const auto model = model_of("64-12-10");
    Trainer trainer(*model, digits().train, {.optimizer = "momentum", .batch = 20, .seed = 1});
    trainer.step();
    trainer.save(path, {{"data", "digits"}});
    const auto other = model_of("64-13-10", "swish");
    Trainer second(*other, digits().train,
                   {.optimizer = "adam", .batch = 30, .replace = true, .seed = 2});
    const std::string before = weights_sha256(*other);
    const std::string text = message_of<core::DataError>([&] {
        second.resume(path, {{"data", "mnist"}});
    });
    for (const char* part :
         {"load: the file does not fit\n  file: ",
          "\n  0.weight: file has f32 [64, 12], wanted f32 [64, 13]",
          "\n  0.bias: file has f32 [12], wanted f32 [13]", "\n  1.beta: missing in the file",
          "\n  2.weight: file has f32 [12, 10], wanted f32 [13, 10]",
          "\n  optimizer/m: missing in the file", "\n  optimizer/v: missing in the file",
          "\n  optimizer/momentum_buffer: not part of this model",
          "\n  batch: file has 20, this run 30", "\n  seed: file has 1, this run 2",
          "\n  replace: file has false, this run true", "\n  data: file has digits, this run mnist",
          "\n  optimizer: file has sgd(momentum=0.9), this run adam",
          "\n  model: file has sequential(", "\n  hint: nothing was loaded"}) {
        EXPECT_NE(text.find(part), std::string::npos) << "missing: " << part << "\nin: " << text;
    }
    EXPECT_EQ(weights_sha256(*other), before);
    EXPECT_EQ(second.iteration(), 0);
}

TEST(Resume, AFileWithoutARunIsRefused) {
    const TempDir directory;
    const auto model = model_of("64-12-10");
    save_model(*model, directory.file("model"));
    Trainer trainer(*model, digits().train, {.optimizer = "sgd"});
    const std::string text =
        message_of<core::DataError>([&] { trainer.resume(directory.file("model")); });
    EXPECT_NE(text.find("optimizer: missing in the file"), std::string::npos) << text;
    EXPECT_NE(text.find("seed: missing in the file"), std::string::npos) << text;
    EXPECT_THROW(trainer.resume(directory.file("nothing")), core::NoInputError);
    directory.write("text", "this is no model");
    EXPECT_THROW(trainer.resume(directory.file("text")), core::DataError);
}

TEST(Save, OfNumbersThatAreNotFiniteIsRefusedAndTheOldFileStays) {
    const TempDir directory;
    const std::string path = directory.file("model.safetensors");
    const auto model = model_of("64-12-10");
    Trainer trainer(*model, digits().train, {.optimizer = "adam"});
    trainer.step();
    trainer.save(path);
    const std::string old = directory.read("model.safetensors");
    for (const float bad : {std::nanf(""), std::numeric_limits<float>::infinity()}) {
        core::Array weight = nn::parameters(*model)[2].tensor.value();
        float& number = weight.data<float>()[17];
        const float good = number;
        number = bad;
        EXPECT_EQ(message_of<core::DivergedError>([&] { trainer.save(path); }),
                  "save: 2.weight holds numbers that are not finite\n  file: " + path +
                      "\n  hint: the file is left as it was");
        EXPECT_THROW(save_model(*model, path), core::DivergedError);
        number = good;
    }
    core::Array state = trainer.optimizer().state()[1].array;
    state.data<float>()[3] = std::nanf("");
    EXPECT_THROW(trainer.save(path), core::DivergedError);
    EXPECT_EQ(directory.read("model.safetensors"), old);
    EXPECT_EQ(directory.entries().size(), 1U);
}

TEST(LoadModel, BuildsTheModelFromItsFileAlone) {
    const TempDir directory;
    const std::string path = directory.file("model.safetensors");
    const auto model = model_of("64-12-10", "elu(alpha=0.5)");
    Trainer trainer(*model, digits().train, {.optimizer = "adam"});
    for (int i = 0; i < 3; ++i) trainer.step();
    trainer.save(path, {{"data", "digits"}});
    const LoadedModel loaded = load_model(path);
    EXPECT_EQ(loaded.model->text(), model->text());
    EXPECT_EQ(weights_sha256(*loaded.model), weights_sha256(*model));
    EXPECT_EQ(loaded.notes.at("data"), "digits");
    EXPECT_EQ(loaded.notes.at("iteration"), "3");
    EXPECT_EQ(accuracy(*loaded.model, digits().test), accuracy(*model, digits().test));
    save_model(*model, path, {{"by", "hand"}});
    EXPECT_EQ(weights_sha256(*load_model(path).model), weights_sha256(*model));
    EXPECT_EQ(load_model(path).notes.at("by"), "hand");
}

TEST(LoadModel, KeepsTheElementType) {
    const TempDir directory;
    const auto model = nn::perceptron("3-2-1", "swish", core::Rng(1), {.dtype = core::DType::f64});
    save_model(*model, directory.file("wide"));
    const LoadedModel loaded = load_model(directory.file("wide"));
    EXPECT_EQ(weights_sha256(*loaded.model), weights_sha256(*model));
}

TEST(LoadModel, FilesThatAreNoModelAreRefused) {
    const TempDir directory;
    const auto write = [&](const char* text, const io::Metadata& more = {}) {
        const float numbers[] = {1, 2};
        const io::TensorView view{"0.weight", core::DType::f32, core::Shape({2, 1}),
                                  std::as_bytes(std::span(numbers))};
        io::Metadata notes = more;
        if (text != nullptr) notes["model"] = text;
        io::save_safetensors(directory.file("file"), {&view, 1}, notes);
        return message_of<core::DataError>([&] { load_model(directory.file("file")); });
    };
    EXPECT_NE(write(nullptr).find("metadata: the text of the model is missing"), std::string::npos);
    EXPECT_NE(write("sequential(conv(3))").find("the text of the model is not understood"),
              std::string::npos);
    EXPECT_NE(write("sequential(linear(2, 1))").find("0.bias: missing in the file"),
              std::string::npos);
    EXPECT_NE(write("sequential(linear(2, 1))", {{"kasane.format", "2"}})
                  .find("format: file has 2, this program reads 1"),
              std::string::npos);
    // Text that asks for more memory than any machine has must not be believed.
    EXPECT_NE(write("sequential(linear(1000000000, 1000000000))").find("does not fit"),
              std::string::npos);
}

TEST(LoadWeights, FillsAModelOrListsWhatDiffers) {
    const TempDir directory;
    const auto model = model_of("64-12-10");
    save_model(*model, directory.file("a"));
    const auto same = nn::perceptron("64-12-10", "tanh", core::Rng(9));
    load_weights(*same, directory.file("a"));
    EXPECT_EQ(weights_sha256(*same), weights_sha256(*model));
    const auto other = model_of("64-13-10");
    const std::string before = weights_sha256(*other);
    const std::string text =
        message_of<core::DataError>([&] { load_weights(*other, directory.file("a")); });
    EXPECT_NE(text.find("0.weight: file has f32 [64, 12], wanted f32 [64, 13]"), std::string::npos);
    EXPECT_NE(text.find("2.weight: "), std::string::npos);
    EXPECT_EQ(weights_sha256(*other), before);
}

}  // namespace
}  // namespace kasane::train
