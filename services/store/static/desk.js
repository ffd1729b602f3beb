// New alerts at the top of the list, as they are raised. Without this file the page is the same list, once.
"use strict";

const list = document.getElementById("alerts");
const live = document.getElementById("live");
const news = document.getElementById("news");
const template = document.getElementById("alert-template");
const KEPT = 200; // items: a desk that stays open for a week must not grow
const AGAIN_MS = 5000; // after a refusal; EventSource itself only returns after a broken connection

const titles = new Map();
for (const term of document.querySelectorAll("#kind-titles dt")) {
  titles.set(term.textContent, term.nextElementSibling.textContent);
}

const moment = (iso) => {
  const at = new Date(iso);
  const day = at.toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
  const time = at.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "UTC" });
  return `${day}, ${time} UTC`;
};

const articlePage = (proof, alert) => {
  const version = proof.article_id === alert.article_id ? `?version=${Number(alert.article_version)}` : "";
  const mark = `#s${Number(proof.start)}-${Number(proof.end)}`;
  return `/desk/articles/${encodeURIComponent(proof.article_id)}${version}${mark}`;
};

const length = (proof) => proof.end - proof.start;
const holds = (proof, other) =>
  proof.article_id === other.article_id && proof.start <= other.start && other.end <= proof.end && length(proof) > length(other);

// As links.main_proof on the server.
const mainProof = (alert) => {
  const mine = alert.evidence.filter((proof) => proof.article_id === alert.article_id);
  const own = mine.length ? mine : alert.evidence;
  const around = own.filter((proof) => own.some((other) => holds(proof, other)));
  return (around.length ? around : own).reduce((a, b) => (length(b) > length(a) ? b : a));
};

const alertPage = (alert) => {
  if (alert.incident_id) return `/desk/incidents/${encodeURIComponent(alert.incident_id)}`;
  if (alert.demand_id) return `/desk/demands/${encodeURIComponent(alert.demand_id)}`;
  return articlePage(mainProof(alert), alert);
};

const timed = (element, iso) => {
  element.dateTime = iso;
  element.textContent = moment(iso);
};

const itemOf = (alert) => {
  const item = template.content.firstElementChild.cloneNode(true);
  const proof = mainProof(alert);
  const kind = item.querySelector(".kind");
  item.dataset.alert = alert.alert_id;
  kind.textContent = titles.get(alert.kind) ?? alert.kind;
  kind.classList.add(`kind-${alert.kind}`);
  timed(item.querySelector("time"), alert.raised_at);
  const headline = item.querySelector(".headline a");
  headline.textContent = alert.headline;
  headline.href = alertPage(alert);
  const sources = alert.independent_sources > 1 ? `; ${alert.independent_sources} independent sources` : "";
  item.querySelector(".reason").textContent = alert.reason + sources;
  const words = item.querySelector("blockquote a");
  words.textContent = proof.text;
  words.href = articlePage(proof, alert);
  const printed = proof.published_at ? moment(proof.published_at) : "date not stated";
  item.querySelector(".publisher").textContent = proof.publisher ?? "publisher not stated";
  item.querySelector(".printed").textContent = `, ${printed}`;
  return item;
};

const show = (alert) => {
  if (list.querySelector(`[data-alert="${CSS.escape(alert.alert_id)}"]`)) return;
  document.getElementById("empty")?.remove();
  list.prepend(itemOf(alert));
  while (list.children.length > KEPT) list.lastElementChild.remove();
  news.textContent = `${titles.get(alert.kind) ?? ""}: ${alert.headline}`;
};

const say = (state, words) => {
  live.hidden = false;
  live.className = `live ${state}`;
  if (live.textContent !== words) live.textContent = words;
};

let after = list.dataset.after;

const follow = () => {
  const asked = new URLSearchParams({ after });
  if (list.dataset.kind) asked.set("kind", list.dataset.kind);
  const source = new EventSource(`/alerts/stream?${asked}`);
  source.addEventListener("open", () => say("on", "Live: new alerts appear here"));
  source.addEventListener("alert", (event) => {
    after = event.lastEventId;
    show(JSON.parse(event.data));
  });
  source.addEventListener("error", () => {
    say("off", "Connection lost; trying again. Nothing will be missed.");
    if (source.readyState === EventSource.CLOSED) setTimeout(follow, AGAIN_MS);
  });
};

if (list.dataset.past) {
  say("", "Older alerts");
} else {
  say("", "Connecting");
  follow();
}
