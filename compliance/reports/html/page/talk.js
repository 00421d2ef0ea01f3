// One finding opened: its conversation with the words marked, and beside it why it was found and what to say instead.

const turnName = (turn) => say("turn", { n: turn + 1 });

function opened(finding) {
  return make("div", "opened", conversation(finding), told(finding));
}

// --- the conversation ---

function conversation(finding) {
  const talk = talkOf(finding);
  const list = make("ol", "talk");
  let next = 0;
  for (const [index, role, time, text, agent] of talk.turns) {
    if (index > next) list.append(leftOut(index - next));
    list.append(turnLine(finding, { index, role, time, text, agent }));
    next = index + 1;
  }
  if (talk.count > next) list.append(leftOut(talk.count - next));
  return make("div", "", legend(finding), list);
}

const leftOut = (n) => make("li", "gap", say("left_out", { n }));

function turnLine(finding, turn) {
  const here = finding.turn === turn.index;
  const names = [turn.role, inWindow(finding.searched, turn.index) && "window", here && "here"];
  const text = make("span", "text", ...marked(finding, turn));
  if (here && !finding.hit) text.append(make("span", "owed", say("owed")));
  const who = make("span", "who", make("span", "", turn.agent ?? say(`role_${turn.role}`)), turn.time ? make("span", "", turn.time) : null);
  return make("li", names.filter(Boolean).join(" "), who, text);
}

function inWindow(searched, index) {
  if (!searched || searched.from === undefined) return false;
  return index >= searched.from && index <= (searched.to ?? Infinity);
}

// the turn's words as text nodes, with a mark around those found and those that triggered the check
function marked(finding, turn) {
  const spans = [[finding.hit, "found"], [finding.trigger, "trigger"]]
    .filter(([mark]) => mark && mark.turn === turn.index && mark.span)
    .map(([mark, name]) => ({ start: mark.span[0], end: mark.span[1], name }))
    .sort((a, b) => a.start - b.start);
  const parts = [];
  let done = 0;
  for (const { start, end, name } of spans) {
    const from = Math.max(start, done);
    if (from >= end) continue;
    parts.push(turn.text.slice(done, from), make("mark", name, turn.text.slice(from, end)));
    done = end;
  }
  return [...parts, turn.text.slice(done)].filter((part) => part !== "");
}

function legend(finding) {
  const parts = [];
  if (finding.hit && finding.hit.span) parts.push(make("span", "", make("mark", "found", say("legend_words"))));
  if (finding.trigger && finding.trigger.span) parts.push(make("span", "", make("mark", "trigger", say("legend_trigger"))));
  if (finding.searched && finding.searched.from !== undefined) parts.push(make("span", "window", say("legend_window")));
  return make("div", "legend", ...parts);
}

// --- why, and what to say instead ---

function told(finding) {
  const rule = data.rules[finding.rule];
  const list = make("dl");
  const add = (key, ...inside) => list.append(make("dt", "", say(key)), make("dd", "", ...inside));
  if (finding.hit) add("said", quoted(finding.hit));
  if (finding.trigger) add("trigger", quoted(finding.trigger));
  if (finding.searched) add("missing", data.wanted[finding.searched.wanted]);
  if (finding.searched) add("searched", windowOf(finding.searched));
  if (finding.nearest) add("nearest", quoted(finding.nearest), make("br"), finding.nearest.why);
  if (finding.deadline) {
    const values = { when: finding.deadline, n: finding.margin };
    add("deadline", finding.margin ? say(finding.late ? "late" : "spare", values) : finding.deadline);
  }
  add("why", [...new Set([rule.message, finding.reason, ...(finding.doubts ?? [])])].filter(Boolean).join("\n"));
  if (finding.notes) add("notes", finding.notes.join("\n"));
  if (rule.basis.length) add("basis", ...rule.basis.map(([id, title, demand]) => make("span", "basis", make("b", "", id), " ", demand ? say("demand", { title, text: demand }) : title)));
  add("conversation", talkOf(finding).id);
  add("rule_version", `${finding.rule} ${rule.version}`);
  const better = finding.instead ? make("div", "say", make("div", "label", say("instead")), finding.instead) : null;
  return make("div", "told", better, list);
}

const quoted = ({ turn, text }) => (turn === undefined ? say("quoted", { text }) : say("quoted_at", { n: turn + 1, text }));

function windowOf(searched) {
  const parts = [];
  if (searched.from !== undefined) {
    const last = searched.to ?? searched.from;
    parts.push(last > searched.from ? say("searched_turn", { first: searched.from + 1, last: last + 1 }) : turnName(searched.from));
  }
  if (searched.until) parts.push(say("until", { when: searched.until }));
  return parts.join("　") || say("whole");
}

start();
