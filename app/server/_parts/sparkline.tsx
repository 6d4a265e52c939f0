/** A row of numbers as a small filled line; the highest one fills the height. Decorative: the numbers are beside it as text. */
export interface SparklineProps {
  values: readonly number[]
}

const WIDTH = 240
const HEIGHT = 40

export function Sparkline({ values }: SparklineProps) {
  const highest = Math.max(1, ...values)
  const stepX = WIDTH / Math.max(1, values.length - 1)
  // One pixel stays free at the top and bottom, so that the line is never clipped.
  const points = values.map(
    (value, i) => `${(i * stepX).toFixed(1)} ${(HEIGHT - 1 - (value / highest) * (HEIGHT - 2)).toFixed(1)}`,
  )
  const line = `M${points.join('L')}`
  return (
    <svg
      aria-hidden
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      className="h-10 w-full text-accent"
      fill="none"
    >
      <path d={`${line}V${HEIGHT}H0Z`} className="fill-accent-soft" />
      <path d={line} stroke="currentColor" strokeWidth="1.5" strokeLinejoin="round" vectorEffect="non-scaling-stroke" />
    </svg>
  )
}
