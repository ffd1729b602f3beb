// A mark lights up every fact that it proves, and a fact all of its words. Without this file the links do the same, one by one.
"use strict";

const marks = Array.from(document.querySelectorAll(".text .m"));
const factsOf = (mark) => mark.dataset.facts.split(" ");

const sideBySide = matchMedia("(min-width: 56rem)"); // as in desk.css

// All of these facts in the list; in the text the words of the last, which is the innermost.
const light = (facts) => {
  for (const lit of document.querySelectorAll(".lit")) lit.classList.remove("lit");
  for (const fact of facts) document.getElementById(fact)?.classList.add("lit");
  for (const mark of marks) mark.classList.toggle("lit", factsOf(mark).includes(facts.at(-1)));
};

for (const mark of marks) {
  mark.addEventListener("focus", () => light(factsOf(mark)));
  mark.addEventListener("click", (event) => {
    light(factsOf(mark));
    // The mouse stays where it reads; a keyboard (detail 0) follows the link to the fact.
    if (event.detail === 0 || !sideBySide.matches) return;
    event.preventDefault();
    document.getElementById(factsOf(mark).at(-1))?.scrollIntoView({ block: "nearest" });
  });
}
for (const link of document.querySelectorAll(".fact .show")) {
  link.addEventListener("click", () => light([link.dataset.fact]));
}

const arrive = () => {
  let mark = location.hash.startsWith("#s") ? document.getElementById(location.hash.slice(1)) : null;
  while (mark?.id) mark = mark.nextElementSibling; // where several spans begin, their names stand before the words
  if (mark) light([factsOf(mark).at(-1)]);
};
arrive();
addEventListener("hashchange", arrive);
