// The part of the page that changes, fetched again while somebody looks at it. Without this file: reload.
"use strict";

const again = async () => {
  const now = document.getElementById("now");
  if (document.hidden || now.contains(document.activeElement)) return; // nobody looks, or somebody is in the middle of it
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (!answer.ok) return;
    const read = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("now");
    if (read) now.replaceWith(document.adoptNode(read));
  } catch {
    // the store restarts: what stands here stays until it answers again
  }
};

setInterval(again, 1000 * Number(document.getElementById("now").dataset.every));
