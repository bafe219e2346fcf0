import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  Legend,
  LinearScale,
  Tooltip,
  type ChartConfiguration,
} from 'chart.js'

// Only what is used: the rest of the library is not shipped.
Chart.register(BarController, BarElement, CategoryScale, LinearScale, Legend, Tooltip)

export interface ChartSeries {
  label: string
  /** The name of one of the page's colours, such as `accent`. Null is a gap. */
  color: string
  values: (number | null)[]
}

export interface ChartGiven {
  labels: string[]
  series: ChartSeries[]
  format: (value: number) => string
  /** Bars that lie, for labels that are long. */
  lying?: boolean
  stacked?: boolean
}

/** A colour of main.css as it is in the theme that is shown: canvases do not know custom properties. */
function colorOf(element: HTMLElement, name: string) {
  const probe = document.createElement('span')
  probe.style.color = `var(--color-${name})`
  element.append(probe)
  const color = getComputedStyle(probe).color
  probe.remove()
  return color
}

/** Draws onto a canvas; returns how to take it away. */
export function drawChart(canvas: HTMLCanvasElement, given: ChartGiven) {
  const { labels, series, format, lying = false, stacked = false } = given
  const color = (name: string) => colorOf(canvas.parentElement ?? document.body, name)
  const [ink, muted, line] = [color('ink'), color('muted'), color('line')]
  const font = { family: getComputedStyle(document.body).fontFamily, size: 12 }

  const values = {
    beginAtZero: true,
    stacked,
    grid: { color: line },
    border: { display: false },
    ticks: {
      color: muted,
      font,
      maxTicksLimit: 6,
      callback: (value: number | string) => format(Number(value)),
    },
  }
  const names = {
    stacked,
    grid: { display: false },
    border: { color: line },
    ticks: { color: muted, font, maxRotation: 0, autoSkip: !lying, autoSkipPadding: 12 },
  }
  const config: ChartConfiguration<'bar', (number | null)[]> = {
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
  const chart = new Chart(canvas, config)
  return () => chart.destroy()
}
