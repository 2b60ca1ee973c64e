"use strict";
// A sign-in that never leaves the page: the session is a variable and ends with the page.

const form = document.querySelector("#login");
const dashboard = document.querySelector("#dashboard");
const email = document.querySelector("#email");
const password = document.querySelector("#password");
const problem = document.querySelector("#problem");
let session = null;

function fault() {
  if (!/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(email.value)) return [email, "Please give a whole e-mail address."];
  if (password.value.length < 8) return [password, "The password has at least eight characters."];
  return null;
}

// Stands for the key derivation that a real client does before it signs in.
async function derive(text) {
  let bytes = new TextEncoder().encode(text);
  for (let round = 0; round < 200; round += 1) bytes = await crypto.subtle.digest("SHA-256", bytes);
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function draw() {
  form.hidden = session !== null;
  dashboard.hidden = session === null;
  if (session === null) return;
  document.querySelector("#who").textContent = session.user;
  const figures = document.querySelector("#figures");
  figures.replaceChildren();
  for (let day = 1; day <= 30; day += 1) {
    const visits = parseInt(session.token.slice(day, day + 2), 16);
    const row = figures.insertRow();
    row.insertCell().textContent = `Day ${day}`;
    const bar = document.createElement("span");
    bar.className = "bar";
    bar.style.width = `${visits / 2}px`;
    row.insertCell().append(bar);
    row.insertCell().textContent = visits;
  }
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const begin = performance.now();
  const found = fault();
  problem.textContent = found ? found[1] : "";
  for (const field of [email, password]) field.setAttribute("aria-invalid", String(found?.[0] === field));
  if (found) return found[0].focus();
  session = { user: email.value, token: await derive(`${email.value}:${password.value}`) };
  draw();
  requestAnimationFrame(() => {
    window.loginTime = performance.now() - begin;
  });
});

document.querySelector("#sign-out").addEventListener("click", () => {
  session = null;
  form.reset();
  draw();
});
