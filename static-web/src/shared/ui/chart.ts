import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  Legend,
  LinearScale,
  PointElement,
  ScatterController,
  Tooltip,
  type ChartConfiguration,
} from 'chart.js'

// Only what is used: the rest of the library is not shipped.
Chart.register(
  BarController,
  BarElement,
  CategoryScale,
  LinearScale,
  Legend,
  PointElement,
  ScatterController,
  Tooltip,
)

export interface ChartSeries {
  label: string
  /** The name of one of the page's colours, such as `accent`. Null is a gap. */
  color: string
  values: (number | null)[]
}

export interface BarsGiven {
  labels: string[]
  series: ChartSeries[]
  format: (value: number) => string
  /** Values that are counted: no line of the grid lies between two of them. */
  counted?: boolean
  /** Bars that lie, for labels that are long. */
  lying?: boolean
  stacked?: boolean
}

export interface ChartAxis {
  title: string
  format: (value: number) => string
}

/** Points on two measured axes: told apart by shape, and not by colour alone. */
export interface PointsGiven {
  points: { label: string; color: string; x: number; y: number }[]
  x: ChartAxis
  y: ChartAxis
}

export type ChartGiven = BarsGiven | PointsGiven

/** A colour of main.css as it is in the theme that is shown: canvases do not know custom properties. */
function colorOf(element: HTMLElement, name: string) {
  const probe = document.createElement('span')
  probe.style.color = `var(--color-${name})`
  element.append(probe)
  const color = getComputedStyle(probe).color
  probe.remove()
  return color
}

interface Look {
  color: (name: string) => string
  font: { family: string; size: number }
}

/** Draws onto a canvas; returns how to take it away. */
export function drawChart(canvas: HTMLCanvasElement, given: ChartGiven) {
  const look: Look = {
    color: (name) => colorOf(canvas.parentElement ?? document.body, name),
    font: { family: getComputedStyle(document.body).fontFamily, size: 12 },
  }
  const chart =
    'points' in given ? new Chart(canvas, scattered(given, look)) : new Chart(canvas, barred(given, look))
  return () => chart.destroy()
}

function barred(
  { labels, series, format, counted = false, lying = false, stacked = false }: BarsGiven,
  { color, font }: Look,
): ChartConfiguration<'bar', (number | null)[]> {
  const [ink, muted, line] = [color('ink'), color('muted'), color('line')]

  const values = {
    beginAtZero: true,
    stacked,
    grid: { color: line },
    border: { display: false },
    ticks: {
      color: muted,
      font,
      maxTicksLimit: 6,
      precision: counted ? 0 : undefined,
      callback: (value: number | string) => format(Number(value)),
    },
  }
  const names = {
    stacked,
    grid: { display: false },
    border: { color: line },
    ticks: { color: muted, font, maxRotation: 0, autoSkip: !lying, autoSkipPadding: 12 },
  }
  return {
    type: 'bar',
    data: {
      labels,
      datasets: series.map((one) => ({
        label: one.label,
        data: one.values,
        backgroundColor: color(one.color),
        borderRadius: 3,
        maxBarThickness: 28,
      })),
    },
    options: {
      indexAxis: lying ? 'y' : 'x',
      animation: false,
      maintainAspectRatio: false,
      interaction: { mode: 'index', axis: lying ? 'y' : 'x', intersect: false },
      scales: lying ? { x: values, y: names } : { x: names, y: values },
      plugins: {
        legend: {
          display: series.length > 1,
          align: 'end',
          labels: { color: ink, font, boxWidth: 10, boxHeight: 10 },
        },
        tooltip: {
          callbacks: {
            label: (item) => ` ${item.dataset.label}: ${format(item.parsed[lying ? 'x' : 'y'] ?? 0)}`,
          },
        },
      },
    },
  }
}

const shapes = ['circle', 'rect', 'triangle', 'rectRot', 'crossRot', 'star'] as const

function scattered({ points, x, y }: PointsGiven, { color, font }: Look): ChartConfiguration<'scatter'> {
  const [ink, muted, line] = [color('ink'), color('muted'), color('line')]
  const axis = ({ title, format }: ChartAxis) => ({
    beginAtZero: true,
    title: { display: true, text: title, color: muted, font },
    grid: { color: line },
    border: { display: false },
    ticks: {
      color: muted,
      font,
      maxTicksLimit: 6,
      callback: (value: number | string) => format(Number(value)),
    },
  })
  return {
    type: 'scatter',
    data: {
      datasets: points.map((point, index) => ({
        label: point.label,
        data: [{ x: point.x, y: point.y }],
        backgroundColor: color(point.color),
        borderColor: color(point.color),
        pointStyle: shapes[index % shapes.length],
        pointRadius: 7,
        pointHoverRadius: 9,
      })),
    },
    options: {
      animation: false,
      maintainAspectRatio: false,
      scales: { x: axis(x), y: axis(y) },
      plugins: {
        legend: { align: 'end', labels: { color: ink, font, usePointStyle: true, boxHeight: 8 } },
        tooltip: {
          callbacks: {
            label: ({ dataset, parsed }) =>
              ` ${dataset.label}: ${x.format(parsed.x ?? 0)}, ${y.format(parsed.y ?? 0)}`,
          },
        },
      },
    },
  }
}
