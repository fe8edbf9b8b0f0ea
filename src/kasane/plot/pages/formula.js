// A rule's formula with the numbers of one step: what its parentheses hold. The values of the
// gradient, the state and the update are the optimizer's own; the parts are shown only where the
// formula leads to the same update.

const calls = { sqrt: Math.sqrt, abs: Math.abs, sign: Math.sign, exp: Math.exp, log: Math.log,
  tanh: Math.tanh, min: Math.min, max: Math.max, sigmoid: (x) => 1 / (1 + Math.exp(-x)) };

/// The formula as a tree of functions of a coordinate; every one in parentheses is a part.
function parsed(text, names) {
  const tokens = [...text.matchAll(/\s*([A-Za-z_]\w*|[\d.]+(?:e[+-]?\d+)?|\S)/g)].map((m) => ({ text: m[1], at: m.index + m[0].length - m[1].length, end: m.index + m[0].length }));
  const parts = [];
  let next = 0;
  const is = (text) => tokens[next]?.text === text;
  const take = (text) => {
    if (text !== undefined && !is(text)) throw new Error(`no ${text}`);
    return tokens[next++];
  };
  const group = (read) => {
    const from = take("(").end;
    const inner = read();
    const to = take(")").at;
    return [inner, text.slice(from, to)];
  };
  function list() {
    const all = [];
    for (;;) {
      const from = tokens[next].at;
      const value = sum();
      all.push([value, text.slice(from, tokens[next - 1].end)]);
      if (!is(",")) return all;
      take();
    }
  }
  function atom() {
    if (is("(")) {
      const [inner, words] = group(sum);
      parts.push([words, inner]);
      return inner;
    }
    const { text: word } = take();
    if (/^[\d.]/.test(word)) return () => Number(word);
    if (is("(") && word === "norm") {
      const [[inner]] = group(list)[0];
      return () => Math.hypot(inner(0), inner(1));
    }
    if (is("(") && calls[word]) {
      const [inner, words] = group(list);
      inner.forEach(([part, own]) => parts.push([own, part]));
      const value = (k) => calls[word](...inner.map(([part]) => part(k)));
      parts.push([`${word}(${words})`, value]);
      return value;
    }
    // m^ is m freed from its bias towards the start.
    if (is("^") && !/^[\w(]/.test(tokens[next + 1]?.text ?? "")) {
      take();
      const beta = names({ m: "beta1", v: "beta2", u: "beta2" }[word] ?? "");
      const own = names(word);
      const value = (k) => own(k) / (1 - beta(k) ** names("t")(k));
      parts.push([`${word}^ = ${word} / (1 − β^t)`, value]);
      return value;
    }
    return names(word);
  }
  function power() {
    const left = atom();
    if (!is("^")) return left;
    take();
    const right = power();
    return (k) => left(k) ** right(k);
  }
  function signed() {
    if (!is("-")) return power();
    take();
    const inner = signed();
    return (k) => -inner(k);
  }
  function product() {
    let left = signed();
    while (is("*") || is("/")) {
      const before = left;
      const divides = take().text === "/";
      const right = signed();
      left = divides ? (k) => before(k) / right(k) : (k) => before(k) * right(k);
    }
    return left;
  }
  function sum() {
    let left = product();
    while (is("+") || is("-")) {
      const before = left;
      const falls = take().text === "-";
      const right = product();
      left = falls ? (k) => before(k) - right(k) : (k) => before(k) + right(k);
    }
    return left;
  }
  const whole = sum();
  if (next !== tokens.length) throw new Error("more than a formula");
  return [whole, parts];
}

/// [[text, [x, y]], ...] in the order in which they are worked out; empty if it cannot be told. Some
/// rules move the weights by the state as it is now, some as it was.
function explained(run, here) {
  const now = partsWith(run, here, here.slots);
  return now.length || !here.earlier ? now : partsWith(run, here, here.earlier);
}

function partsWith(run, here, slots) {
  const known = { w: here.before, g: here.g, ...slots };
  const names = (name) => {
    if (known[name]) return (k) => known[name][k];
    const one = { ...run.params, t: here.t, f: here.f }[name];
    if (typeof one !== "number") throw new Error(`unknown ${name}`);
    return () => one;
  };
  try {
    // What has no name is the new weight; "m = ..." is how the state comes about.
    const rule = run.formula.split(";").find((part) => !part.includes("="));
    const [whole, parts] = parsed(rule, names);
    const agrees = [0, 1].every((k) => {
      const error = Math.abs(whole(k) - here.before[k] - here.d[k]);
      return error <= 1e-4 * Math.abs(here.d[k]) + 1e-7 * Math.abs(here.before[k]);
    });
    if (!agrees) return [];
    const seen = new Set();
    return parts.filter(([text]) => !/^[\w.]+$/.test(text) && !seen.has(text) && seen.add(text))
      .map(([text, value]) => [text, [value(0), value(1)]]);
  } catch {
    return [];
  }
}
