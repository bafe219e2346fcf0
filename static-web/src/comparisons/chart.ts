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

export interface ChartPoint {
  x: number
  y: number
}

export interface ChartAxis {
  title: string
  format: (value: number) => string
}

/** Points on two measured axes, or bars on the buckets in `labels`. */
export interface ChartGiven {
  kind: 'scatter' | 'bar'
  labels: string[]
  series: { label: string; values: ChartPoint[] | number[] }[]
  x: ChartAxis
  y: ChartAxis
}

/** A colour of main.css as it is in the theme that is shown: canvases do not know custom properties. */
function colorOf(element: HTMLElement, name: string) {
  const probe = document.createElement('span')
  probe.style.color = `var(--color-${name})`
  element.append(probe)
  const { color } = getComputedStyle(probe)
  probe.remove()
  return color
}

const shapes = ['circle', 'rect', 'triangle', 'rectRot', 'crossRot', 'star'] as const
const colors = ['accent-ink', 'note', 'ok-ink', 'warn-ink', 'danger-ink', 'edge']

function axis({ title, format }: ChartAxis, ink: string, line: string, measured: boolean) {
  return {
    beginAtZero: true,
    title: { display: true, text: title, color: ink },
    grid: { color: line },
    ticks: { color: ink, ...(measured && { callback: (value: string | number) => format(Number(value)) }) },
  }
}

/** Draws a chart, and gives what takes it away again. */
export function drawChart(canvas: HTMLCanvasElement, { kind, labels, series, x, y }: ChartGiven) {
  const host = canvas.parentElement ?? document.body
  const [ink, line] = [colorOf(host, 'muted'), colorOf(host, 'line')]
  const datasets = series.map(({ label, values }, index) => {
    const color = colorOf(host, colors[index % colors.length] ?? 'edge')
    const pointStyle = shapes[index % shapes.length]
    return {
      label,
      data: values,
      backgroundColor: color,
      borderColor: color,
      pointStyle,
      pointRadius: 6,
      pointHoverRadius: 8,
    }
  })
  const config = {
    type: kind,
    data: { labels, datasets },
    options: {
      responsive: true,
      maintainAspectRatio: false,
      animation: false,
      scales: { x: axis(x, ink, line, kind === 'scatter'), y: axis(y, ink, line, true) },
      plugins: {
        legend: { position: 'bottom', labels: { color: ink, usePointStyle: true } },
        tooltip: {
          callbacks: {
            label: ({
              dataset,
              parsed,
            }: {
              dataset: { label?: string }
              parsed: { x: number | null; y: number | null }
            }) =>
              kind === 'scatter'
                ? `${dataset.label}: ${x.format(parsed.x ?? 0)}, ${y.format(parsed.y ?? 0)}`
                : `${dataset.label}: ${y.format(parsed.y ?? 0)}`,
          },
        },
      },
    },
  } as unknown as ChartConfiguration
  const chart = new Chart(canvas, config)
  return () => chart.destroy()
}
