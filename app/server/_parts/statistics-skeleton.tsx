/** The skeleton of the statistics page, as high as its numbers will be. */
import { Skeleton } from '#app/_ui/skeleton.tsx'

export function StatisticsSkeleton() {
  return (
    <div aria-busy="true" className="mx-auto flex w-full max-w-5xl flex-col gap-6 px-4 pt-6 md:px-8 md:pt-8">
      <div className="flex flex-col gap-2">
        <Skeleton className="h-7 w-40" />
        <Skeleton className="h-4 w-80 max-w-full" />
      </div>
      <div className="grid grid-cols-2 gap-px overflow-hidden rounded border bg-line">
        {['connections', 'sessions'].map((name) => (
          <div key={name} className="flex h-22 flex-col gap-2 bg-surface-raised p-4">
            <Skeleton className="h-4 w-32" />
            <Skeleton className="h-8 w-16" />
          </div>
        ))}
      </div>
    </div>
  )
}
