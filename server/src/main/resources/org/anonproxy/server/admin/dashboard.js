"use strict";
(() => {
  const MOST_POINTS = 300;
  const PERIOD_MILLIS = 1000;
  const SILENCE_MILLIS = 4000;
  /** What a label of the time axis needs, the space around it included. */
  const LABEL_PIXELS = 64;
  const SVG = "http://www.w3.org/2000/svg";
  const $ = (id) => document.getElementById(id);

  // ---- numbers as people write them

  const grouped = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
  const count = (n) => (n >= 1e6 ? short(n / 1e6) + " M" : grouped.format(n));
  const short = (n) => (n >= 100 ? n.toFixed(0) : n >= 10 ? n.toFixed(1) : n.toFixed(2));
  const rate = (n) => (n >= 100 ? count(n) : n === 0 ? "0" : short(n));
  const percent = (part, whole) => (whole > 0 ? short((100 * part) / whole) : "0") + " %";

  function bytes(n) {
    const units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];
    let unit = 0;
    while (n >= 1024 && unit < units.length - 1) {
      n /= 1024;
      unit++;
    }
    return (unit === 0 ? n.toFixed(0) : short(n)) + " " + units[unit];
  }

  function time(seconds) {
    if (seconds < 1) return (seconds * 1000).toFixed(0) + " ms";
    if (seconds < 60) return (seconds < 10 ? seconds.toFixed(1) : seconds.toFixed(0)) + " s";
    const s = Math.floor(seconds);
    if (s < 3600) return Math.floor(s / 60) + " min " + (s % 60) + " s";
    if (s < 86400) return Math.floor(s / 3600) + " h " + Math.floor((s % 3600) / 60) + " min";
    return Math.floor(s / 86400) + " d " + Math.floor((s % 86400) / 3600) + " h";
  }

  const millis = (n) => (n < 1 ? n.toFixed(2) : n < 10 ? n.toFixed(1) : n.toFixed(0)) + " ms";
  const words = (label) => label.replaceAll("_", " ");

  // ---- charts

  function svg(name, attributes, parent) {
    const element = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    if (parent) parent.append(element);
    return element;
  }

  /** Returns the next number above that is 1, 2 or 5 times a power of the base. */
  function ceiling(n, binary) {
    if (n <= 0) return 1;
    const step = binary ? 1024 : 1000;
    const scale = step ** Math.floor(Math.log(n) / Math.log(step));
    for (const nice of [1, 2, 5, 10, 20, 50, 100, 200, 500, step]) {
      if (n <= nice * scale) return nice * scale;
    }
    return n;
  }

  class Chart {
    constructor(id, series, format, binary) {
      this.figure = $(id).querySelector("figure");
      this.series = series;
      this.format = format;
      this.binary = binary;
      this.tip = document.createElement("div");
      this.tip.className = "tip";
      this.tip.hidden = true;
      this.pointer = null;
      this.figure.addEventListener("pointermove", (event) => this.point(event.clientX));
      this.figure.addEventListener("pointerleave", () => this.point(null));
    }

    point(x) {
      this.pointer = x;
      this.draw();
    }

    draw() {
      const width = this.figure.clientWidth;
      const height = this.figure.clientHeight;
      const box = { left: 66, right: width - 6, top: 8, bottom: height - 22 };
      const now = charts.time.length ? charts.time[charts.time.length - 1] : 0;
      const span = MOST_POINTS * PERIOD_MILLIS;
      const top = ceiling(Math.max(...this.series.flatMap((s) => charts[s.key]), 0), this.binary);
      const x = (t) => box.right - ((now - t) / span) * (box.right - box.left);
      const y = (v) => box.bottom - (v / top) * (box.bottom - box.top);
      const canvas = svg("svg", { role: "img", "aria-label": this.summary() });
      this.axes(canvas, box, top, x, y, now);
      for (const s of this.series) this.curve(canvas, s, box, x, y);
      this.cursor(canvas, box, x, y, now);
      this.figure.replaceChildren(canvas, this.tip);
    }

    summary() {
      const last = charts.time.length - 1;
      return this.series.map((s) => s.name + " " + (last < 0 ? "–" : this.format(charts[s.key][last]))).join(", ");
    }

    axes(canvas, box, top, x, y, now) {
      for (const part of [0, 0.5, 1]) {
        const at = y(part * top);
        svg("line", { class: "grid", x1: box.left, x2: box.right, y1: at, y2: at }, canvas);
        svg("text", { x: box.left - 8, y: at + 4, "text-anchor": "end" }, canvas).textContent = this.format(part * top);
      }
      const roomy = (box.right - box.left) / 5 >= LABEL_PIXELS;
      for (const minutes of roomy ? [5, 4, 3, 2, 1, 0] : [4, 2, 0]) {
        const anchor = minutes === 5 ? "start" : minutes === 0 ? "end" : "middle";
        svg("text", { x: x(now - minutes * 60000), y: box.bottom + 18, "text-anchor": anchor }, canvas).textContent =
          minutes === 0 ? "now" : "−" + minutes + " min";
      }
    }

    curve(canvas, s, box, x, y) {
      const points = charts.time.map((t, i) => x(t).toFixed(1) + "," + y(charts[s.key][i]).toFixed(1));
      if (points.length === 0) return;
      const first = x(charts.time[0]).toFixed(1);
      const last = x(charts.time[charts.time.length - 1]).toFixed(1);
      if (s.filled) {
        svg("path", { class: "area " + s.style, d: `M${first},${box.bottom}L${points.join("L")}L${last},${box.bottom}Z` }, canvas);
      }
      svg("path", { class: "line " + s.style, d: "M" + points.join("L") }, canvas);
    }

    cursor(canvas, box, x, y, now) {
      this.tip.hidden = this.pointer === null || charts.time.length === 0;
      if (this.tip.hidden) return;
      const wanted = this.pointer - this.figure.getBoundingClientRect().left;
      let i = 0;
      charts.time.forEach((t, at) => {
        if (Math.abs(x(t) - wanted) < Math.abs(x(charts.time[i]) - wanted)) i = at;
      });
      const at = x(charts.time[i]);
      svg("line", { class: "cursor", x1: at, x2: at, y1: box.top, y2: box.bottom }, canvas);
      const lines = [i === charts.time.length - 1 ? "now" : time((now - charts.time[i]) / 1000) + " ago"];
      for (const s of this.series) {
        svg("circle", { class: "dot " + s.style, cx: at, cy: y(charts[s.key][i]), r: 3.5 }, canvas);
        lines.push(s.name + " " + this.format(charts[s.key][i]));
      }
      this.tip.replaceChildren(...lines.map((line) => node("div", line)));
      const leftHalf = at < (box.left + box.right) / 2;
      this.tip.style.left = leftHalf ? at + 12 + "px" : "auto";
      this.tip.style.right = leftHalf ? "auto" : this.figure.clientWidth - at + 12 + "px";
    }
  }

  const charts = {
    time: [], good: [], wire: [], packets: [], retransmissions: [], drops: [], transfers: [], running: [], halfOpen: [], lag: [],
  };
  const perSecond = (n) => rate(n) + "/s";
  const drawn = [
    new Chart("throughputChart", [
      { key: "wire", name: "sent", style: "s3" },
      { key: "good", name: "delivered", style: "s1", filled: true },
    ], (n) => bytes(n) + "/s", true),
    new Chart("sessionsChart", [
      { key: "halfOpen", name: "half-open", style: "s2" },
      { key: "running", name: "transferring", style: "s1", filled: true },
    ], (n) => (n < 10 && n % 1 ? n.toFixed(1) : count(n)), false),
    new Chart("lossChart", [
      { key: "drops", name: "dropped", style: "s5" },
      { key: "retransmissions", name: "retransmitted", style: "s4", filled: true },
    ], perSecond, false),
  ];

  function append(points) {
    for (const key of Object.keys(charts)) {
      charts[key].push(...points[key]);
      charts[key].splice(0, Math.max(0, charts[key].length - MOST_POINTS));
    }
  }

  // ---- the rest of the page

  function node(name, text, className) {
    const element = document.createElement(name);
    if (text !== undefined) element.textContent = text;
    if (className) element.className = className;
    return element;
  }

  function say(id, text) {
    if ($(id).textContent !== text) $(id).textContent = text;
  }

  function pill(text, kind) {
    $("state").textContent = text;
    $("state").className = "pill " + kind;
  }

  const STATES = {
    starting: ["starting", "warn"], serving: ["serving", "good"], stale: ["serving an old page", "warn"],
    draining: ["draining", "warn"], stuck: ["stuck", "bad"],
  };

  const times = (n) => (n === 1 ? "once" : count(n) + " times in a row");

  /** Says why the page is an old one, and since when. */
  function trouble(p) {
    const failing = p && p.failing > 0;
    $("trouble").hidden = !failing;
    if (!failing) return;
    $("trouble").className = "notice" + (p.overdue ? " bad" : "");
    say("trouble", "The page's origin has failed for " + time(p.failingSeconds) + ", " + times(p.failing) + ": " + p.failure + ". "
      + "The page of " + time(p.ageSeconds) + " ago is served" + (p.overdue ? ", longer than its origin allows." : "."));
  }

  /** Writes a moment by the reader's own clock. */
  function since(seconds) {
    const then = new Date(Date.now() - 1000 * seconds);
    return then.toLocaleString([], { dateStyle: "medium", timeStyle: "medium" });
  }

  function tiles(status) {
    const now = Object.fromEntries(Object.entries(charts).map(([key, values]) => [key, values[values.length - 1] || 0]));
    const { totals, machine, states } = status;
    say("good", bytes(now.good) + "/s");
    say("goodNote", bytes(totals.deliveredBytes) + " delivered");
    say("running", count(now.running));
    say("runningNote", count(states.syn_received) + " half-open");
    say("transfers", rate(now.transfers) + "/s");
    say("transfersNote", count((status.closed.completed || 0) + (status.closed.unconfirmed || 0)) + " completed");
    say("retransmitted", percent(now.retransmissions, now.packets));
    say("retransmittedNote", count(totals.retransmittedDatagrams) + " packets in all");
    say("lag", millis(machine.lagMillis));
    say("lagNote", machine.loops === 1 ? "of one event loop" : "worst of " + machine.loops + " event loops");
    say("memory", bytes(machine.residentBytes || machine.heapUsedBytes + machine.directBytes));
    say("memoryNote", bytes(machine.heapUsedBytes) + " heap in use");
  }

  function facts(id, rows) {
    $(id).replaceChildren(...rows.filter((row) => row[1] !== undefined).map(([name, text]) => {
      const row = node("tr");
      const head = node("th", name);
      head.scope = "row";
      row.append(head, node("td", text));
      return row;
    }));
  }

  function page(p) {
    if (!p) {
      facts("page", [["State", "no page yet"]]);
      return;
    }
    const fetches = Object.entries(p.fetches).filter(([, n]) => n > 0).map(([result, n]) => count(n) + " " + words(result));
    facts("page", [
      ["Address", p.address],
      ["Size", bytes(p.bytes) + (p.bytes >= 1024 ? " (" + grouped.format(p.bytes) + " bytes)" : "")],
      ["Type", p.contentType],
      ["Confirmed", time(p.ageSeconds) + " ago"],
      ["Origin asked", fetches.join(", ")],
      ["Failing", p.failing > 0 ? times(p.failing) + ", since " + since(p.failingSeconds) : undefined],
      ["Last failure", p.failure],
    ]);
  }

  function machine(m) {
    facts("machine", [
      ["Heap", bytes(m.heapUsedBytes) + " of " + bytes(m.heapMaxBytes)],
      ["Direct memory", bytes(m.directBytes) + (m.pooledBytes === null ? "" : ", " + bytes(m.pooledBytes) + " pooled")],
      ["CPU time", time(m.cpuSeconds)],
      ["Receive queue", m.socketCapacityBytes === undefined ? undefined
        : bytes(m.socketQueuedBytes) + " of " + bytes(m.socketCapacityBytes) + ", " + count(m.socketDrops) + " dropped"],
      ["Packet log", count(m.logQueueLines) + " lines waiting, " + count(m.logDroppedLines) + " left out"],
    ]);
  }

  function bar(part) {
    const track = node("div", undefined, "track");
    const fill = node("i");
    fill.style.width = Math.min(100, 100 * part) + "%";
    track.append(fill);
    return track;
  }

  function bars(id, counts, nothing) {
    const entries = Object.entries(counts).sort((a, b) => b[1] - a[1]);
    const most = entries.length ? entries[0][1] : 1;
    $(id).replaceChildren(...(entries.length ? entries.map(([label, n]) => {
      const row = node("div");
      const name = node("div", undefined, "name");
      name.append(node("span", words(label)), node("span", count(n)));
      row.append(name, bar(n / most));
      return row;
    }) : [node("p", nothing, "soft empty")]));
  }

  const SESSION_STATES = {
    syn_received: ["half-open", "warn"], established: ["sending", "good"], fin_wait: ["last block", "good"],
    tombstone: ["ended", ""], closed: ["ended", ""],
  };

  // Rows are kept, so that a progress bar moves instead of jumping.
  const rows = new Map();

  function sessionRow(s) {
    let row = rows.get(s.peer);
    if (!row) {
      row = node("tr");
      const cells = ["", "", "", "RTT", "repeated", "age"].map((label) => {
        const cell = node("td");
        if (label) cell.dataset.label = label;
        return cell;
      });
      cells[0].textContent = s.peer;
      cells[1].append(node("span", "", "pill"));
      const progress = node("div", undefined, "progress");
      progress.append(bar(0), node("span"));
      cells[2].append(progress);
      row.append(...cells);
      rows.set(s.peer, row);
    }
    const [text, kind] = SESSION_STATES[s.state];
    const part = s.pageBytes > 0 ? s.acknowledgedBytes / s.pageBytes : s.state === "tombstone" ? 1 : 0;
    const cells = row.children;
    row.className = part === 1 ? "done" : "";
    cells[1].firstChild.textContent = text;
    cells[1].firstChild.className = "pill " + kind;
    row.querySelector("i").style.width = 100 * part + "%";
    row.querySelector(".progress span").textContent = Math.floor(100 * part) + " %";
    cells[3].textContent = s.rttMillis === undefined ? "–" : millis(s.rttMillis);
    cells[4].textContent = count(s.retransmissions);
    cells[5].textContent = time(s.ageSeconds);
    return row;
  }

  function sessions(status) {
    const present = new Set(status.sessions.map((s) => s.peer));
    for (const peer of rows.keys()) if (!present.has(peer)) rows.delete(peer);
    const body = $("sessions").tBodies[0];
    const wanted = status.sessions.map(sessionRow);
    if (wanted.length !== body.children.length || wanted.some((row, i) => body.children[i] !== row)) {
      body.replaceChildren(...wanted);
    }
    const total = Object.values(status.states).reduce((a, b) => a + b, 0);
    say("sessionsNote", total > wanted.length ? wanted.length + " of " + count(total) : "");
    $("sessions").hidden = wanted.length === 0;
    $("noSessions").hidden = wanted.length > 0;
  }

  function show(status) {
    const [state, kind] = STATES[status.state];
    pill(state, status.state === "stale" && status.page.overdue ? "bad" : kind);
    document.title = (status.state === "serving" ? "" : state + " · ") + "anonserver";
    trouble(status.page);
    say("about", [status.page && status.page.address, "up " + time(status.uptimeSeconds), status.version].filter(Boolean).join(" · "));
    tiles(status);
    page(status.page);
    machine(status.machine);
    bars("closed", status.closed, "None has ended yet.");
    bars("drops", status.drops, "None was.");
    sessions(status);
    drawn.forEach((chart) => chart.draw());
  }

  // ---- asking

  async function ask(path) {
    const response = await fetch(path, { signal: AbortSignal.timeout(SILENCE_MILLIS) });
    if (!response.ok) throw new Error(response.status);
    return response.json();
  }

  let sample = 0;

  async function look() {
    try {
      if (sample === 0) {
        const history = await ask("/history.json");
        sample = history.sample;
        append(history.charts);
      }
      const status = await ask("/status.json");
      if (status.sample > sample + 1 || status.sample < sample) {
        // It was out of sight for a while, or the server is another one.
        const history = await ask("/history.json");
        for (const key of Object.keys(charts)) charts[key].length = 0;
        append(history.charts);
        sample = history.sample;
      } else if (status.sample > sample) {
        append(status.charts);
        sample = status.sample;
      }
      show(status);
    } catch (failure) {
      pill("no answer", "bad");
    }
    setTimeout(look, PERIOD_MILLIS);
  }

  addEventListener("resize", () => drawn.forEach((chart) => chart.draw()));
  drawn.forEach((chart) => chart.draw());
  look();
})();
