/** The skeleton of the statistics page while it loads. */
import { StatisticsSkeleton } from '#app/server/_parts/statistics-skeleton.tsx'

export default function Loading() {
  return <StatisticsSkeleton />
}
