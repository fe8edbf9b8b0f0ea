#pragma once
// The layers of the article with the article's faces, forward(x) and backward(dout). Nobody has to
// write a backward here: a layer keeps what went in and what came out, and asks autograd.

#include <initializer_list>
#include <utility>
#include <vector>

#include "kasane/kasane.hpp"

namespace article {

using kasane::Tensor;

/// What all layers share: one result, and the way back from it.
class Layer {
protected:
    /// The same numbers as a leaf of their own, so that going back ends here.
    static Tensor enter(const Tensor& x) {
        Tensor leaf = x.detach();
        return leaf.requires_grad();
    }

    Tensor leave(Tensor y) {
        y_ = std::move(y);
        return y_.detach();
    }

    /// Gradients by the inputs; dout is stretched to the shape of the result.
    std::vector<Tensor> back(const Tensor& dout, std::initializer_list<Tensor> inputs) const {
        return kasane::grad(y_, inputs, false, kasane::expand(dout, y_.shape()));
    }

private:
    Tensor y_;
};

/// x + y. They broadcast; each gradient has the shape of its input.
class Add : public Layer {
public:
    Tensor forward(const Tensor& x, const Tensor& y) {
        x_ = enter(x);
        y_ = enter(y);
        return leave(x_ + y_);
    }
    std::pair<Tensor, Tensor> backward(const Tensor& dout) const {
        const std::vector<Tensor> gradients = back(dout, {x_, y_});
        return {gradients[0], gradients[1]};
    }

private:
    Tensor x_, y_;
};

/// x * y, element by element.
class Mul : public Layer {
public:
    Tensor forward(const Tensor& x, const Tensor& y) {
        x_ = enter(x);
        y_ = enter(y);
        return leave(x_ * y_);
    }
    std::pair<Tensor, Tensor> backward(const Tensor& dout) const {
        const std::vector<Tensor> gradients = back(dout, {x_, y_});
        return {gradients[0], gradients[1]};
    }

private:
    Tensor x_, y_;
};

/// max(0, x); where x <= 0 nothing comes back.
class ReLU : public Layer {
public:
    Tensor forward(const Tensor& x) {
        x_ = enter(x);
        return leave(kasane::activate("relu", x_));
    }
    Tensor backward(const Tensor& dout) const { return back(dout, {x_})[0]; }

private:
    Tensor x_;
};

/// 1 / (1 + exp(-x)).
class Sigmoid : public Layer {
public:
    Tensor forward(const Tensor& x) {
        x_ = enter(x);
        return leave(kasane::activate("sigmoid", x_));
    }
    Tensor backward(const Tensor& dout) const { return back(dout, {x_})[0]; }

private:
    Tensor x_;
};

/// x W + b. Every sample is flattened first; its gradient has the sample's shape again.
class Affine : public Layer {
public:
    /// W and b are shared with the caller: an optimizer that moves them moves this layer.
    Affine(Tensor weight, Tensor bias) : W(std::move(weight)), b(std::move(bias)) {
        W.requires_grad();
        b.requires_grad();
    }

    Tensor forward(const Tensor& x) {
        x_ = enter(x);
        const kasane::Index samples = x.shape()[0];
        const kasane::Index width = samples == 0 ? W.shape()[0] : x.size() / samples;
        return leave(kasane::affine(kasane::reshape(x_, {samples, width}), W, b));
    }
    Tensor backward(const Tensor& dout) {
        const std::vector<Tensor> gradients = back(dout, {x_, W, b});
        dW = gradients[1];
        db = gradients[2];
        return gradients[0];
    }

    Tensor W, b;
    Tensor dW, db;  // of the last backward()

private:
    Tensor x_;
};

/// Mean cross-entropy of softmax(x) with t: class numbers [N], or one-hot rows [N, C].
class SoftmaxWithLoss : public Layer {
public:
    Tensor forward(const Tensor& x, const Tensor& t) {
        x_ = enter(x);
        return leave(kasane::cross_entropy(x_, t));
    }
    Tensor backward(double dout = 1) const {
        return back(kasane::scalar(dout, x_.dtype()), {x_})[0];
    }

private:
    Tensor x_;
};

}  // namespace article
