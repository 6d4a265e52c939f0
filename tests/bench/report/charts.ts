/** Charts of the run: SVG by Vega-Lite, every axis from zero, readable on light and dark pages. */
import * as vega from 'vega'
import { compile, type TopLevelSpec } from 'vega-lite'
import { COST_ARMS, LOG_IO, RELAY, RELAY_DEFLATED, WS } from '#tests/bench/arms.ts'
import type { Slice } from '#tests/bench/slice.ts'
import { median } from '#tests/bench/statistics.ts'
import { costsOf, slicesOf } from './cost-table.ts'

const OURS = '#0f8a5f'
const THEIRS = '#8b949e'

/** Follows the reader's color scheme; Vega's own attribute would not. */
const STYLE = `<style>
  text { fill: #1f2328; font-family: system-ui, sans-serif }
  .mark-rule line { stroke: #d0d7de }
  @media (prefers-color-scheme: dark) { text { fill: #e6edf3 } .mark-rule line { stroke: #30363d } }
</style>`

const CONFIG = {
  background: 'transparent',
  view: { stroke: null },
  axis: {
    gridColor: THEIRS,
    gridOpacity: 0.25,
    domainColor: THEIRS,
    tickColor: THEIRS,
    labelFontSize: 12,
    titleFontSize: 12,
    labelLimit: 320,
  },
  title: { fontSize: 14, anchor: 'start' as const, frame: 'bounds' as const, subtitleFontSize: 12, subtitlePadding: 4 },
  legend: { labelFontSize: 12, titleFontSize: 12, labelLimit: 320 },
}

/** The panel's title says the rest. */
function shortName(name: string): string {
  return name === RELAY_DEFLATED.name
    ? 'relay, compressed by the device'
    : name.replace(/,.*$/, '').replace(' broadcast', '')
}

async function svgOf(spec: TopLevelSpec): Promise<string> {
  const view = new vega.View(vega.parse(compile(spec).spec), { renderer: 'none' })
  const svg = await view.toSVG()
  view.finalize()
  return `${svg.replace(/(<svg[^>]*>)/, `$1${STYLE}`)}\n`
}

/** One bar per server: those that send a message per record above, those that send the same batches below. */
export function costChart(cost: Slice[]): Promise<string> {
  const bar = (arm: { name: string }) => {
    const costs = costsOf(cost, arm.name)
    return costs.length === 0
      ? []
      : [{ arm: shortName(arm.name), cpu: median(costs), isOurs: arm.name.startsWith('relay') }]
  }
  const panel = (title: string, arms: { name: string }[]) => ({
    title,
    width: 460,
    height: { step: 22 },
    data: { values: arms.flatMap(bar) },
    encoding: {
      y: { field: 'arm', type: 'nominal' as const, sort: null, title: null, axis: { minExtent: 200 } },
      x: {
        field: 'cpu',
        type: 'quantitative' as const,
        scale: { zero: true },
        title: 'server CPU-seconds per million delivered records',
      },
    },
    layer: [
      {
        mark: { type: 'bar' as const, height: 14 },
        encoding: { color: { condition: { test: 'datum.isOurs', value: OURS }, value: THEIRS } },
      },
      {
        mark: { type: 'text' as const, align: 'left' as const, dx: 4, fontSize: 12 },
        encoding: { text: { field: 'cpu', type: 'quantitative' as const, format: '.2f' } },
      },
    ],
  })
  const peers = [...COST_ARMS.filter((arm) => !arm.isControl), LOG_IO].filter(
    ({ name }) => name !== RELAY_DEFLATED.name,
  )
  return svgOf({
    config: CONFIG,
    spacing: 28,
    vconcat: [
      panel('One message per record, as people use them; ours in its batches', [
        RELAY,
        ...peers.filter(({ batch }) => batch === 1),
      ]),
      panel('The same batches of 100 records', [
        RELAY,
        RELAY_DEFLATED,
        ...peers.filter((arm) => arm.batch > 1 && arm !== RELAY),
      ]),
    ],
  } as TopLevelSpec)
}

/** Cost of a batch by the number of its viewers. */
export function viewersChart(slices: Slice[]): Promise<string> {
  const points = [RELAY, WS].flatMap(({ name }) => {
    const of = slicesOf(slices, name)
    return [...new Set(of.map(({ viewers }) => viewers))].map((viewers) => ({
      arm: name,
      viewers,
      cpu: median(of.filter((slice) => slice.viewers === viewers).map((slice) => slice.cpuMicrosecondsPerBatch)) / 1000,
    }))
  })
  return svgOf({
    config: CONFIG,
    title: { text: 'What one batch of 100 records costs the server', subtitle: 'by the number of its viewers' },
    width: 520,
    height: 280,
    data: { values: points },
    mark: { type: 'line', point: true, strokeWidth: 2 },
    encoding: {
      x: { field: 'viewers', type: 'quantitative', scale: { zero: true }, title: 'viewers of the session' },
      y: { field: 'cpu', type: 'quantitative', scale: { zero: true }, title: 'server CPU-milliseconds per batch' },
      color: {
        field: 'arm',
        type: 'nominal',
        scale: { domain: [RELAY.name, WS.name], range: [OURS, THEIRS] },
        legend: { title: null, orient: 'top-left' },
      },
    },
  } as TopLevelSpec)
}
