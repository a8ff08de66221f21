/* The page is whole without this: it adds a filter, keys, and shorter headings. */
"use strict";
const main = document.querySelector("main");
const filter = document.getElementById("filter");
const only = document.getElementById("only");
const count = document.getElementById("count");
const number = new Intl.NumberFormat("en");

/* A folder that subfolders interrupt comes in several sections; they become one. */
const folders = new Map();
for (const section of main.querySelectorAll("section")) {
	const folder = section.querySelector("h2 a").href;
	const list = folders.get(folder);
	if (list) {
		list.append(...section.querySelector("ul").children);
		section.remove();
	} else {
		folders.set(folder, section.querySelector("ul"));
	}
}

/* What all folders have in common becomes the title. */
const headings = [...main.querySelectorAll("h2 a")];
const paths = headings.map(heading => heading.textContent.split("/").slice(1));
let common = paths.length ? paths[0].length : 0;
for (const path of paths) {
	let same = 0;
	while (same < common && path[same] === paths[0][same])
		same++;
	common = same;
}
if (common && paths[0][common - 1]) {
	document.title = paths[0][common - 1];
	document.querySelector("h1").textContent = document.title;
	headings.forEach((heading, i) => {
		const below = paths[i].slice(common, -1);
		heading.querySelector("span").textContent = below.length ? below.join("/") + "/" : "";
	});
}

/* What a card is found by: without case and accents. */
const simple = text => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
let cards;
const index = () => [...main.querySelectorAll("section")].flatMap((section, i) =>
	[...section.querySelectorAll("li")].map(item => {
		const texts = [...item.querySelectorAll("b, i, em")].map(part => part.textContent);
		return {
			item,
			section,
			wrong: item.className !== "",
			key: simple([paths[i].join("/"), ...texts, item.className].join("\n")),
		};
	}));

function show() {
	const words = simple(filter.value).split(/\s+/).filter(word => word);
	const full = new Set();
	let shown = 0;
	for (const card of cards) {
		const hide = (only.checked && !card.wrong) || !words.every(word => card.key.includes(word));
		if (card.item.hidden !== hide)
			card.item.hidden = hide;
		if (!hide) {
			shown++;
			full.add(card.section);
		}
	}
	for (const section of main.querySelectorAll("section"))
		section.hidden = !full.has(section);
	count.value = number.format(shown) + (shown < cards.length ? " of " + number.format(cards.length) : "") +
		(cards.length === 1 ? " picture" : " pictures");
}

/* Typing is answered once for each frame. */
let due = 0;
function showSoon() {
	cancelAnimationFrame(due);
	due = requestAnimationFrame(show);
}

/* page.html#filter=WORDS, and &problems: a view that can be kept. */
function readHash() {
	const hash = new URLSearchParams(location.hash.slice(1));
	filter.value = hash.get("filter") || "";
	only.checked = hash.has("problems");
	show();
}
function writeHash() {
	const hash = [filter.value && "filter=" + encodeURIComponent(filter.value), only.checked && "problems"];
	history.replaceState(null, "", "#" + hash.filter(part => part).join("&"));
}

/* The card that an arrow leads to from the card of LINK: the next one, or the nearest one of the next row. */
function neighbour(link, key) {
	const links = [...main.querySelectorAll("section:not([hidden]) li:not([hidden]) > a")];
	const step = key === "ArrowRight" || key === "ArrowDown" ? 1 : -1;
	let i = links.indexOf(link) + step;
	if (key === "ArrowRight" || key === "ArrowLeft")
		return links[i];
	const here = link.getBoundingClientRect();
	let best, row;
	for (; links[i]; i += step) {
		const there = links[i].getBoundingClientRect();
		if (there.top === here.top)
			continue;
		if (row === undefined)
			row = there.top;
		if (there.top !== row)
			break;
		const distance = Math.abs(there.left - here.left);
		if (!best || distance < best.distance)
			best = { link: links[i], distance };
	}
	return best && best.link;
}

function press(event) {
	if (event.ctrlKey || event.altKey || event.metaKey)
		return;
	let next;
	if (event.key === "/" && event.target !== filter) {
		next = filter;
	} else if (event.target === filter && event.key === "ArrowDown") {
		next = main.querySelector("section:not([hidden]) li:not([hidden]) > a");
	} else if (event.target === filter && event.key === "Escape") {
		filter.value = "";
		show();
		writeHash();
	} else if (event.key.startsWith("Arrow") && event.target.matches("li > a")) {
		next = neighbour(event.target, event.key);
	}
	if (next) {
		event.preventDefault();
		next.focus();
	}
}

cards = index();
const wrong = cards.filter(card => card.wrong).length;
document.getElementById("wrong").textContent = "Only " + number.format(wrong) + (wrong === 1 ? " problem" : " problems");
only.parentElement.hidden = !wrong;
filter.parentElement.hidden = false;
for (const note of document.querySelectorAll(".cut"))
	main.before(note);
filter.addEventListener("input", showSoon);
filter.addEventListener("change", writeHash);
only.addEventListener("change", () => { show(); writeHash(); });
document.addEventListener("keydown", press);
addEventListener("hashchange", readHash);
readHash();
