// From a case to its corridors: pure, dated, three-valued. The same program as decide.py, step for step; tests prove it.
// A case holds, for each fact, the set of values still possible as a bit mask. It knows no law: the model is handed to it.

export const NO = 1, YES = 2, OPEN = 3;

const full = (fact) => (1 << fact.values.length) - 1;
const unique = (list) => [...new Set(list)];
const ascending = (a, b) => a - b;
const clamp = (level, floor, ceiling) => Math.max(Math.min(level, ceiling), floor);

/** A case as bit masks from {incident: {FACT: VALUE or [VALUES]}, children: [{id, ...}]}; throws on an unknown name. */
export function readCase(model, data) {
  const masks = (given, about) => model.facts.map((fact) => {
    if (fact.about !== about || !(fact.id in given)) return full(fact);
    return [given[fact.id]].flat().reduce((mask, value) => {
      const bit = fact.values.indexOf(value);
      if (bit < 0) throw new Error(`${fact.id} has no value ${value}.`);
      return mask | (1 << bit);
    }, 0);
  });
  return {
    incident: masks(data.incident ?? {}, "incident"),
    children: data.children.map((child) => ({ id: child.id, masks: masks(child, "child") })),
  };
}

/** NO, YES or OPEN for a compiled condition over masks. */
export function truth(tree, masks) {
  if ("fact" in tree) return (masks[tree.fact] & tree.in ? YES : 0) | (masks[tree.fact] & ~tree.in ? NO : 0);
  if ("not" in tree) {
    const inner = truth(tree.not, masks);
    return ((inner & YES) >> 1) | ((inner & NO) << 1);
  }
  const every = "all" in tree;
  const [decided, neutral] = every ? [NO, YES] : [YES, NO];
  const parts = (every ? tree.all : tree.any).map((part) => truth(part, masks));
  if (parts.includes(decided)) return decided;
  return parts.includes(OPEN) ? OPEN : neutral;
}

/** The facts on which an OPEN condition still depends. */
export function undecided(tree, masks) {
  if (truth(tree, masks) !== OPEN) return [];
  if ("fact" in tree) return [tree.fact];
  return unique(("not" in tree ? [tree.not] : tree.all ?? tree.any).flatMap((part) => undecided(part, masks)));
}

/** The entries of a rule's basis in force in a nation on a decision date and a conduct date. */
export function basisOn(rule, nation, on, conduct) {
  if (!rule.nations.includes(nation)) return [];
  return rule.basis.filter((basis) => {
    const day = basis.by === "decision_date" ? on : conduct;
    return basis.from <= day && !(basis.to && basis.to <= day);
  });
}

function viewOf(model, inForce, incident, child) {
  const masks = model.facts.map((fact, i) => (fact.about === "incident" ? incident[i] : child.masks[i]));
  const memo = new Map(), held = new Set(inForce);
  /** Whether an exception holds, and whatever could replace the exception would replace the rule as well. */
  const surelyReplaces = (index, rule) => held.has(index) && truth(model.rules[index].when, masks) === YES
    && model.rules[index].overridden_by.every((o) => !held.has(o) || rule.overridden_by.includes(o));
  const state = (index) => {
    if (!memo.has(index)) {
      let value = NO;
      if (held.has(index)) {
        value = truth(model.rules[index].when, masks);
        for (const other of model.rules[index].overridden_by) {
          const over = surelyReplaces(other, model.rules[index]) ? YES : state(other);
          if (over === YES) value = NO;
          else if (over === OPEN && value === YES) value = OPEN;
        }
      }
      memo.set(index, value);
    }
    return memo.get(index);
  };
  const name = (i) => `${model.facts[i].about === "incident" ? "incident" : child.id}.${model.facts[i].id}`;
  const rules = (...states) => inForce.filter((i) => states.includes(state(i)));
  return {
    id: child.id, model, inForce, state, rules,
    applying: () => rules(YES, OPEN).filter((i) => state(i) === YES || model.rules[i].if_unknown === "apply"),
    factsOf: (indexes) => unique(indexes.flatMap((index) => [index, ...model.rules[index].overridden_by])
      .filter((i) => held.has(i)).flatMap((i) => undecided(model.rules[i].when, masks))).sort(ascending).map(name),
  };
}

function inDirection(level, starts, direction) {
  if (!starts.length || direction === "both") return true;
  return direction === "up" ? level > starts[0] : level < starts[starts.length - 1];
}

function corridorOf(view, ladder, anySure) {
  const name = ladder.id, top = ladder.levels.length - 1, rule = (i) => view.model.rules[i];
  const sure = view.rules(YES), maybe = view.rules(OPEN);
  const floor = Math.max(-1, ...sure.map((i) => rule(i).at_least[name] ?? -1));
  const floors = maybe.map((i) => rule(i).at_least[name] ?? -1).filter((level) => level > floor);
  const ceiling = Math.min(top, ...sure.map((i) => rule(i).at_most[name] ?? top));
  const ceilings = maybe.map((i) => rule(i).at_most[name] ?? top).filter((level) => level < ceiling);
  const barred = new Set(sure.flatMap((i) => rule(i).bar[name] ?? []));
  const presumed = [...sure, ...maybe].filter((i) => name in rule(i).start).map((i) => rule(i).start[name]);
  const held = view.inForce.some((i) => name in rule(i).start);

  const starts = unique(presumed.filter((p) => p >= 0).flatMap((p) => [floor, ...floors].flatMap(
    (f) => [ceiling, ...ceilings].map((c) => clamp(p, f, c))))).sort(ascending);
  const unheld = !held || (!starts.length && presumed.length > 0);
  const start = starts.length === 1 && presumed.every((p) => p >= 0) ? starts[0] : -1;

  const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
  const waiting = maybe.filter((i) => rule(i).must_any.length && !anySure.some((sureAny) => same(sureAny, rule(i).must_any)));
  const pending = Math.max(floor,
    ...maybe.filter((i) => rule(i).if_unknown === "ask_before_closing").map((i) => rule(i).at_least[name] ?? -1),
    ...waiting.filter((i) => rule(i).if_unknown === "ask_before_closing")
      .flatMap((i) => rule(i).must_any.filter(([l]) => l === name).map(([, level]) => level)));
  const opens = (i) => (rule(i).opens[name] ?? []).filter((level) => inDirection(level, starts, rule(i).direction));
  const opened = new Set([...sure.flatMap(opens), ...starts]);
  const levels = ladder.levels.map((_, level) => level);
  const excluded = levels.filter((level) => level < floor || level > ceiling || barred.has(level));
  const options = levels.filter((level) => (opened.has(level) || (level === floor && !starts.length)) && level >= pending && !excluded.includes(level));

  const matters = maybe.filter((i) => (rule(i).at_least[name] ?? -1) > floor || (rule(i).at_most[name] ?? top) < ceiling
    || (rule(i).bar[name] ?? []).some((level) => !excluded.includes(level))
    || (start < 0 && name in rule(i).start)
    || opens(i).some((level) => !options.includes(level) && !excluded.includes(level))
    || (waiting.includes(i) && rule(i).must_any.some(([l]) => l === name)));
  return { required: floor, could_require: Math.max(floor, ...floors), start, options, excluded, open: view.factsOf(matters), unheld };
}

function highest(corridors) {
  const floor = Math.max(...corridors.map((c) => c.required));
  const lowest = Math.max(...corridors.map((c) => c.options[0] ?? 0));
  const starts = corridors.map((c) => c.start);
  const below = Array.from({ length: Math.max(floor, 0) }, (_, level) => level);
  const everywhere = corridors[0].excluded.filter((level) => corridors.every((c) => c.excluded.includes(level)));
  return {
    required: floor, could_require: Math.max(...corridors.map((c) => c.could_require)),
    start: Math.min(...starts) >= 0 ? Math.max(...starts) : -1,
    options: unique(corridors.flatMap((c) => c.options)).filter((level) => level >= Math.max(lowest, floor)).sort(ascending),
    excluded: unique([...everywhere, ...below]).sort(ascending),
    open: unique(corridors.flatMap((c) => c.open)), unheld: corridors.some((c) => c.unheld),
  };
}

function shown(corridor, ladder) {
  const level = (number) => (number >= 0 ? ladder.levels[number] : null);
  return {
    required: level(corridor.required), could_require: level(corridor.could_require), start: level(corridor.start),
    options: corridor.options.map(level), excluded: corridor.excluded.map(level), open: corridor.open, no_source_held: corridor.unheld,
  };
}

/** The answer for a case: the same object, key for key, as decide() in decide.py. */
export function decide(model, kase, { nation, role, on, conduct = null }) {
  const happened = conduct ?? on, bases = new Map();
  model.rules.forEach((rule, i) => {
    const found = basisOn(rule, nation, on, happened);
    if (found.length) bases.set(i, found);
  });
  const views = kase.children.map((child) => viewOf(model, [...bases.keys()], kase.incident, child));
  const anySure = views.flatMap((view) => view.rules(YES).map((i) => model.rules[i].must_any).filter((any) => any.length));
  const ladders = model.ladders.filter((ladder) => !ladder.labels);
  const corridors = Object.fromEntries(ladders.map((ladder) => [ladder.id, views.map((view) => corridorOf(view, ladder, anySure))]));

  const labelled = new Map();
  const children = views.map((view, number) => {
    const own = Object.fromEntries(ladders.filter((l) => l.about !== "incident").map((l) => [l.id, shown(corridors[l.id][number], l)]));
    labelled.set(view.id, labelledOf(model, view, own));
    return { id: view.id, ladders: own, recorded_as: labelsOf(model, labelled.get(view.id), nation) };
  });
  const incident = Object.fromEntries(ladders.filter((l) => l.about !== "child").map((l) => [l.id, shown(highest(corridors[l.id]), l)]));
  const openFacts = unique(Object.values(corridors).flat().flatMap((c) => c.open));
  const said = saidOf(model, views, role);
  const reasons = reasonsOf(model, views, bases, role, labelled);
  const fired = new Set(reasons.map((r) => r.rule));
  return {
    nation, role, on, conduct: happened, conduct_assumed: conduct === null, rules_version: model.version,
    incident: { ladders: incident, must_any: said.must_any }, children,
    duties: said.duties, never: said.never,
    ask_next: inAskingOrder(model, new Set([...openFacts, ...said.open]), role, views.map((v) => v.id)),
    settled: !openFacts.length, reasons,
    disagreements: model.disagreements.filter((d) => d.nations.includes(nation) && d.rules.some((r) => fired.has(r))).map((d) => d.id),
    pending: model.pending.filter((p) => p.nations.includes(nation) && p.from <= on).map(({ id, says, records }) => ({ id, says, records })),
  };
}

function labelledOf(model, view, ladders) {
  return view.rules(YES).map((i) => model.rules[i]).filter((rule) => rule.label
    && Object.entries(rule.with_level).every(([name, level]) => ladders[name].options.includes(levelName(model, name, level))));
}

function labelsOf(model, rules, nation) {
  const ladder = model.ladders.find((l) => l.labels);
  const numbers = unique(rules.map((rule) => ladder.levels.indexOf(rule.label))).sort(ascending);
  return numbers.map((n) => (ladder.says_in[nation] ?? ladder.says)[n]);
}

/** The id of a level by its number. */
export function levelName(model, ladder, number) {
  return model.ladders.find((l) => l.id === ladder).levels[number];
}

const addressed = (rule, role) => ["duty", "do_not"].some((kind) => rule[kind] && [role, "both"].includes(rule[kind].to));

function saidOf(model, views, role) {
  const found = { duty: new Map(), do_not: new Map() }, any = new Map(), open = [];
  const keep = (map, key, value) => { if (!map.has(key)) map.set(key, value); };
  for (const view of views) {
    for (const i of view.applying()) {
      const rule = model.rules[i];
      if (rule.must_any.length) {
        keep(any, rule.id, { rule: rule.id, any: rule.must_any.map(([ladder, n]) => ({ ladder, level: levelName(model, ladder, n) })) });
      }
      for (const kind of ["duty", "do_not"]) {
        const said = rule[kind];
        if (!said || ![role, "both"].includes(said.to)) continue;
        const owner = rule.about === "child" ? view.id : role;
        keep(found[kind], `${rule.id} ${owner}`, { id: said.id, for: owner, says: said.says, rule: rule.id });
      }
    }
    open.push(...view.factsOf(view.rules(OPEN).filter((i) => addressed(model.rules[i], role))));
  }
  return { duties: [...found.duty.values()], never: [...found.do_not.values()], must_any: [...any.values()], open };
}

function inAskingOrder(model, names, role, ids) {
  return model.facts.filter((fact) => role in fact.ask)
    .flatMap((fact) => (fact.about === "incident" ? ["incident"] : ids).map((owner) => `${owner}.${fact.id}`))
    .filter((name) => names.has(name));
}

function effectsOf(model, rule, role) {
  const effects = [];
  for (const key of ["at_least", "at_most", "start"]) {
    for (const [ladder, level] of Object.entries(rule[key])) effects.push([ladder, level >= 0 ? levelName(model, ladder, level) : null]);
  }
  for (const key of ["bar", "opens"]) {
    for (const [ladder, levels] of Object.entries(rule[key])) {
      for (const level of levels) effects.push([ladder, levelName(model, ladder, level)]);
    }
  }
  for (const [ladder, level] of rule.must_any) effects.push([ladder, levelName(model, ladder, level)]);
  for (const kind of ["duty", "do_not"]) if (rule[kind] && [role, "both"].includes(rule[kind].to)) effects.push([null, null]);
  if (rule.label) effects.push(["recorded_as", rule.label]);
  return effects;
}

function reasonsOf(model, views, bases, role, labelled) {
  const found = new Map();
  for (const view of views) {
    for (const index of view.applying()) {
      const rule = model.rules[index], owner = rule.about === "child" ? view.id : "incident";
      if (rule.label && !labelled.get(view.id).includes(rule)) continue;
      for (const [ladder, level] of effectsOf(model, rule, role)) {
        const key = [rule.id, owner, ladder, level].join(" ");
        if (found.has(key)) continue;
        const [first, ...rest] = bases.get(index), record = model.records[first.record];
        found.set(key, {
          rule: rule.id, for: owner, ladder, level, force: rule.force, modal: first.modal,
          binding: rule.editorial ? "editorial" : record.binding, because: rule.because, record: first.record, source: record.source,
          at: first.at, from: first.from, grade: first.grade, also: rest.map((b) => b.record),
        });
      }
    }
  }
  return [...found.values()];
}
