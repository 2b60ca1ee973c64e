"use strict";
const clock = document.querySelector("#clock");
let seconds = 0;
setInterval(() => {
  seconds += 1;
  clock.textContent = `open for ${seconds} s`;
}, 1000);
