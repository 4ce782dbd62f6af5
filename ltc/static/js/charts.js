// Hands the figures that stand in the page to Chart.js.  It computes nothing: what is drawn is what
// the table under the chart says.

"use strict";

(() => {
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(name).trim();
  const palette = [1, 2, 3, 4, 5, 6].map((place) => colour(`--chart-${place}`));
  const shapes = ["circle", "rectRot", "triangle", "rect", "crossRot", "star"];
  const FEN_PER_YUAN = 100;

  Chart.defaults.animation = false;
  Chart.defaults.maintainAspectRatio = false;
  Chart.defaults.font.family = style.getPropertyValue("--font");
  Chart.defaults.font.size = 0.8125 * parseFloat(style.fontSize);
  Chart.defaults.color = colour("--ink-soft");
  Chart.defaults.borderColor = colour("--line");
  // Tips are drawn on the canvas; the page's security policy allows no inline style.
  Chart.defaults.plugins.tooltip.padding = 10;
  Chart.defaults.plugins.tooltip.backgroundColor = colour("--ink");
  Chart.defaults.plugins.legend.labels.usePointStyle = true;
  Chart.defaults.plugins.legend.labels.boxWidth = 8;
  Chart.defaults.plugins.legend.labels.boxHeight = 8;
  Chart.defaults.plugins.legend.labels.padding = 14;
  Chart.defaults.plugins.legend.align = "start";

  const written = new Intl.NumberFormat("zh-CN", { maximumFractionDigits: 2 });
  const write = (value, kind) => written.format(kind === "money" ? value / FEN_PER_YUAN : value);

  function series(one, place, kind) {
    const tone = palette[place % palette.length];
    const from = one.expected_from;
    const isLine = kind === "line" || one.as === "line";
    return {
      type: isLine ? "line" : "bar",
      order: isLine ? 0 : 1,
      label: one.name,
      data: one.values,
      borderColor: tone,
      backgroundColor: isLine ? "transparent" : tone,
      pointBackgroundColor: tone,
      pointStyle: shapes[place % shapes.length],
      pointRadius: isLine ? 3 : 0,
      borderWidth: isLine ? 2 : 0,
      maxBarThickness: 36,
      borderRadius: 3,
      stack: kind === "stacked" ? "all" : undefined,
      segment: { borderDash: (step) => (from !== null && step.p1DataIndex >= from ? [5, 4] : undefined) },
    };
  }

  function draw(canvas) {
    const figures = JSON.parse(canvas.dataset.chart);
    const across = figures.kind === "across";
    const values = {
      beginAtZero: true,
      stacked: figures.kind === "stacked",
      ticks: { callback: (value) => write(value, figures.unit_kind), maxTicksLimit: 6 },
      border: { display: false },
    };
    const names = { stacked: figures.kind === "stacked", grid: { display: false } };
    return new Chart(canvas, {
      type: figures.kind === "line" ? "line" : "bar",
      data: {
        labels: figures.labels,
        datasets: figures.series.map((one, place) => series(one, place, figures.kind)),
      },
      options: {
        indexAxis: across ? "y" : "x",
        interaction: { mode: "index", axis: across ? "y" : "x", intersect: false },
        scales: across ? { x: values, y: names } : { x: names, y: values },
        plugins: {
          legend: { display: figures.series.length > 1 },
          tooltip: {
            callbacks: {
              label: (item) => `${item.dataset.label}  ${write(item.raw, figures.unit_kind)} ${figures.unit}`,
            },
          },
        },
      },
    });
  }

  document.querySelectorAll("canvas[data-chart]").forEach((canvas) => {
    const chart = draw(canvas);
    window.addEventListener("beforeprint", () => chart.resize(640, 260));
    window.addEventListener("afterprint", () => chart.resize());
  });
})();
