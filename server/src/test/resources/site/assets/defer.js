document.getElementById("deferred").textContent = document.readyState + " </script> é";
fetch("beacon").catch(() => {});
new Image().src = "http://beacon.invalid/pixel.gif";
const preload = document.createElement("link");
preload.rel = "stylesheet";
preload.href = "http://beacon.invalid/late.css";
