"use strict";
// A feed of sixty cards. A card's picture is drawn when it comes near the view and given back when it is far away.

const CARDS = 60;
const FRAMES_KEPT = 2000;
const frames = [];
const feed = document.querySelector("#feed");

window.feed = {
  drawn: 0,
  frameTimeP95() {
    const sorted = [...frames].sort((a, b) => a - b);
    return sorted.length ? sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.95))] : 0;
  },
};

// Hills of one hue: the same card looks the same on every run.
function paint(canvas, seed) {
  const context = canvas.getContext("2d");
  const hue = (seed * 47) % 360;
  const sky = context.createLinearGradient(0, 0, 0, canvas.height);
  sky.addColorStop(0, `hsl(${hue} 60% 82%)`);
  sky.addColorStop(1, `hsl(${(hue + 40) % 360} 70% 92%)`);
  context.fillStyle = sky;
  context.fillRect(0, 0, canvas.width, canvas.height);
  for (let hill = 0; hill < 5; hill += 1) {
    context.fillStyle = `hsl(${(hue + 120) % 360} 30% ${70 - hill * 11}%)`;
    context.beginPath();
    context.moveTo(0, canvas.height);
    for (let x = 0; x <= canvas.width; x += 4) {
      const wave = Math.sin(x / (90 - hill * 9) + seed * (hill + 1)) + Math.sin(x / 37 + seed);
      context.lineTo(x, canvas.height * (0.4 + hill * 0.11) + wave * 14);
    }
    context.lineTo(canvas.width, canvas.height);
    context.fill();
  }
}

function card(number) {
  const article = document.createElement("article");
  const picture = document.createElement("div");
  picture.className = "picture";
  picture.dataset.seed = number;
  const title = document.createElement("h2");
  title.textContent = `Valley ${number}`;
  const text = document.createElement("p");
  text.textContent = `${12 + ((number * 7) % 30)} km, ${200 + ((number * 131) % 900)} m up, ${3 + (number % 5)} hours on foot.`;
  article.append(picture, title, text);
  return article;
}

const near = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (isIntersecting && !target.firstChild) {
      const canvas = document.createElement("canvas");
      canvas.width = 592;
      canvas.height = 240;
      paint(canvas, Number(target.dataset.seed));
      target.append(canvas);
      window.feed.drawn += 1;
    } else if (!isIntersecting) {
      target.replaceChildren();
    }
  }
}, { rootMargin: "400px" });

for (let number = 1; number <= CARDS; number += 1) {
  const article = card(number);
  feed.append(article);
  near.observe(article.firstChild);
}
new IntersectionObserver(([entry], observer) => {
  if (!entry.isIntersecting) return;
  entry.target.dataset.seen = "true";
  observer.disconnect();
}).observe(document.querySelector("#end"));

let lastFrame = null;
let movedAt = -Infinity;
addEventListener("scroll", () => { movedAt = performance.now(); }, { passive: true });
function frame(now) {
  if (lastFrame !== null && now - movedAt < 100 && frames.length < FRAMES_KEPT) frames.push(now - lastFrame);
  lastFrame = now;
  requestAnimationFrame(frame);
}
requestAnimationFrame(frame);
