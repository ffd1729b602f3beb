// Incidents on a map of countries' outlines, all of it from this machine. Without this file the list says the same.
"use strict";

const place = document.getElementById("map");
const said = document.getElementById("map-said");
const SCALES = { country: 4, admin1: 6, admin2: 7, town: 7, neighbourhood: 8, street: 8 };
const MOST_DOTS = 2000; // a browser draws these at once; more would only cover each other
const MOST = 9; // closer, the outlines are only straight lines

const say = (words) => {
  if (said) said.textContent = words;
};

const make = (parent, name, words, of = {}) => {
  const made = Object.assign(document.createElement(name), of);
  made.textContent = words;
  parent.append(made);
  return made;
};

const outlines = async (map) => {
  const answer = await fetch("/static/vendor/countries-50m.json");
  if (!answer.ok) throw new Error(`the outlines: ${answer.status}`);
  const read = await answer.json();
  const world = topojson.feature(read, read.objects.countries);
  const land = L.geoJSON(world, { interactive: false, style: () => ({ className: "land" }) }).addTo(map);
  land.bringToBack();
  // The names of the countries in view: all of them at once would stand on each other.
  const names = L.layerGroup().addTo(map);
  const name = () => {
    names.clearLayers();
    if (map.getZoom() < 4) return;
    land.eachLayer((country) => {
      const middle = country.getBounds().getCenter();
      if (!map.getBounds().contains(middle)) return;
      const label = document.createElement("span");
      label.textContent = country.feature.properties.name;
      L.tooltip(middle, { permanent: true, direction: "center", className: "country", content: label }).addTo(names);
    });
  };
  map.on("moveend", name);
  name();
};

const bubble = (of) => {
  const words = document.createElement("div");
  const at = of.properties;
  const harms = ["killed", "injured", "abducted", "missing", "arrested"].filter((kind) => at[`${kind}_low`] != null);
  const toll = harms.map((kind) => `${at[`${kind}_best`] ?? at[`${kind}_low`]} ${kind}`).join(", ");
  make(words, "a", toll || at.type.replaceAll("_", " "), { href: `/desk/incidents/${encodeURIComponent(of.id)}` });
  make(words, "div", `${at.place ?? "place not stated"}, ${at.date_start ?? "date not stated"}`);
  make(words, "div", at.status, { className: "quiet" });
  return words;
};

const dots = async (map) => {
  say("Loading the incidents.");
  const answer = await fetch(place.dataset.from);
  if (!answer.ok) throw new Error(`the incidents: ${answer.status}`);
  const found = (await answer.json()).features;
  const known = found.filter((feature) => feature.geometry);
  const placed = known.slice(0, MOST_DOTS);
  const all = L.featureGroup();
  for (const feature of placed) {
    const [lon, lat] = feature.geometry.coordinates;
    const killed = feature.properties.killed_best ?? feature.properties.killed_low ?? 0;
    const dot = L.circleMarker([lat, lon], { radius: 5 + Math.min(20, 2 * Math.sqrt(killed)), className: killed ? "dot killed" : "dot" });
    dot.bindPopup(bubble(feature)).addTo(all);
  }
  all.addTo(map);
  if (placed.length) map.fitBounds(all.getBounds().pad(0.2), { maxZoom: 7, animate: false });
  const rest = found.length - known.length;
  const older = known.length - placed.length;
  say(`${placed.length} incident${placed.length === 1 ? "" : "s"} on the map${rest ? `; ${rest} without a known point, in the list only` : ""}${older ? `; ${older} older ones left out, narrow them down above` : ""}. The bigger the dot, the more were killed.`);
};

const draw = async () => {
  const { lat, lon, precision } = place.dataset;
  const one = lat !== undefined;
  const fixed = { dragging: false, keyboard: false, zoomControl: false, scrollWheelZoom: false, doubleClickZoom: false, boxZoom: false, touchZoom: false, tapHold: false };
  const map = L.map(place, { attributionControl: false, minZoom: 1, maxZoom: MOST, maxBoundsViscosity: 1, zoomAnimation: false, fadeAnimation: false, ...(one ? fixed : { scrollWheelZoom: false }) });
  map.setView(one ? [Number(lat), Number(lon)] : [10, 15], one ? (SCALES[precision] ?? 6) - 2 : 2);
  await outlines(map);
  if (one) L.circleMarker([Number(lat), Number(lon)], { radius: 7, className: "dot killed", interactive: false }).addTo(map);
  else await dots(map);
};

draw().catch((error) => say(`The map could not be loaded (${error.message}); the list below has the same incidents.`));
