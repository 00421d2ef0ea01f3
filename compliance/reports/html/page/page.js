// The list of findings: read from the page's own data, filtered, put in order and shown page by page.
// Text from conversations only ever becomes text nodes; nothing is fetched, nothing is stored.
"use strict";

const data = JSON.parse(document.getElementById("data").textContent);
const PAGE = 50;
const LEVELS = Object.keys(data.levels);

const say = (key, values = {}) => data.words[key].replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
const byId = (id) => document.getElementById(id);

// signs that turn the writing, by which words could be made to read backwards, are shown as one that does nothing
const steady = (part) => (typeof part === "string" ? part.replace(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "\ufffd") : part);

function make(tag, name, ...inside) {
  const element = document.createElement(tag);
  if (name) element.className = name;
  element.append(...inside.filter((part) => part !== null && part !== undefined && part !== "").map(steady));
  return element;
}

const levelOf = (finding) => data.rules[finding.rule].level;
const talkOf = (finding) => data.talks[finding.talk];

// what a finding is filtered by, as the value of its choice
const SORTS = {
  agent: (finding) => String(finding.agent),
  team: (finding) => String(finding.team),
  rule: (finding) => finding.rule,
  level: levelOf,
  channel: (finding) => String(talkOf(finding).channel),
};
const NAMES = {
  agent: (value) => data.agents[value],
  team: (value) => data.teams[value],
  rule: (value) => data.rules[value].name,
  level: (value) => data.levels[value],
  channel: (value) => data.channels[value],
};

const state = { found: data.findings, page: 0 };

// --- filter ---

function fillChoices(form) {
  for (const [name, of] of Object.entries(SORTS)) {
    const counts = new Map();
    for (const finding of data.findings) counts.set(of(finding), (counts.get(of(finding)) ?? 0) + 1);
    const entries = [...counts];
    if (name === "level") entries.sort((a, b) => LEVELS.indexOf(a[0]) - LEVELS.indexOf(b[0]));
    else entries.sort((a, b) => b[1] - a[1]);
    form.elements[name].append(new Option(say("all"), ""), ...entries.map(([value, n]) => new Option(`${NAMES[name](value)} (${n.toLocaleString()})`, value)));
    form.elements[name].closest("label").hidden = name === "team" && entries.length < 2;
  }
  const days = data.talks.map((talk) => talk.day).filter(Boolean).sort();
  for (const name of ["from", "to"]) {
    form.elements[name].closest("label").hidden = !days.length;
    if (days.length) [form.elements[name].min, form.elements[name].max] = [days[0], days[days.length - 1]];
  }
}

function filtered(form) {
  const chosen = Object.entries(SORTS).filter(([name]) => form.elements[name].value !== "");
  const [from, to] = [form.elements.from.value, form.elements.to.value];
  const fits = (finding) => {
    const day = talkOf(finding).day;
    return chosen.every(([name, of]) => of(finding) === form.elements[name].value)
      && (!from || (day && day >= from)) && (!to || (day && day <= to));
  };
  const found = data.findings.filter(fits);
  const order = form.elements.order.value;
  if (order === "weight") return found;
  const days = (a, b) => (talkOf(a).day ?? "").localeCompare(talkOf(b).day ?? "");
  return found.sort(order === "new" ? (a, b) => days(b, a) : days);
}

function apply(form) {
  state.found = filtered(form);
  state.page = 0;
  for (const field of form.elements) if (field.name) field.classList.toggle("on", field.name !== "order" && field.value !== "");
  show();
}

// a click on an agent, a rule or a field of the heat map
function jump(values) {
  const form = byId("filter");
  if (!form) return;
  form.reset();
  for (const [name, value] of Object.entries(values)) form.elements[name].value = value;
  apply(form);
  byId("findings").scrollIntoView();
}

// --- list ---

function show() {
  const pages = Math.max(1, Math.ceil(state.found.length / PAGE));
  const shown = state.found.slice(state.page * PAGE, (state.page + 1) * PAGE);
  byId("list").replaceChildren(...shown.map(row));
  const values = { n: state.found.length.toLocaleString(), m: data.findings.length.toLocaleString() };
  byId("count").textContent = !shown.length ? say("none_left") : say(state.found.length === data.findings.length ? "count_all" : "count_some", values);
  byId("pages").hidden = pages < 2;
  byId("page").textContent = say("page_of", { n: state.page + 1, m: pages });
  byId("previous").disabled = state.page === 0;
  byId("next").disabled = state.page === pages - 1;
}

function row(finding) {
  const rule = data.rules[finding.rule];
  const talk = talkOf(finding);
  const words = finding.hit ? finding.hit.text : rule.message ?? finding.reason;
  const summary = make("summary", "",
    make("span", "", make("span", `level ${rule.level}`, data.levels[rule.level])),
    make("span", "name", rule.name),
    make("span", "words", finding.hit ? say("quoted", { text: words }) : words),
    make("span", "where", [data.agents[finding.agent], talk.id, talk.day].filter(Boolean).join("　")));
  const details = make("details", "finding", summary);
  details.id = `finding-${finding.id}`;
  details.addEventListener("toggle", () => {
    if (details.open && details.childElementCount === 1) details.append(opened(finding));
  });
  return details;
}

function turnTo(page) {
  state.page = page;
  show();
  byId("findings").scrollIntoView();
}

// --- the page around the list ---

function start() {
  document.documentElement.classList.add("script");
  for (const button of document.querySelectorAll("button.more")) {
    button.addEventListener("click", () => {
      button.closest("section").classList.add("all");
      button.remove();
    });
  }
  for (const button of document.querySelectorAll("button[data-show]")) {
    button.addEventListener("click", () => {
      for (const other of document.querySelectorAll("button[data-show]")) {
        other.setAttribute("aria-pressed", String(other === button));
        byId(other.dataset.show).classList.toggle("other", other !== button);
      }
    });
  }
  for (const box of document.querySelectorAll("#trend .scroll")) box.scrollLeft = box.scrollWidth; // the latest first
  const form = byId("filter");
  if (!form) return;
  fillChoices(form);
  form.hidden = false;
  form.addEventListener("change", () => apply(form));
  form.addEventListener("submit", (event) => event.preventDefault());
  byId("clear").addEventListener("click", () => jump({}));
  byId("previous").addEventListener("click", () => turnTo(state.page - 1));
  byId("next").addEventListener("click", () => turnTo(state.page + 1));
  for (const element of document.querySelectorAll("[data-agent], [data-rule], [data-cell]")) {
    const { agent, rule, cell } = element.dataset;
    const both = cell ? { agent: cell.slice(0, cell.indexOf(" ")), rule: cell.slice(cell.indexOf(" ") + 1) } : null;
    element.addEventListener("click", () => jump(both ?? (agent === undefined ? { rule } : { agent })));
  }
  show();
}
