/** A list that is still loading, as high as its rows will be. */
import { Skeleton } from './skeleton.tsx'

export function SkeletonList({ rows = 5 }: { rows?: number }) {
  return (
    <div aria-hidden className="divide-y divide-line rounded border bg-surface-raised">
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows are all alike and never move
        <div key={row} className="flex h-17 items-center gap-3 px-4">
          <Skeleton className="size-2.5 rounded-full" />
          <div className="flex-1 space-y-2">
            <Skeleton className="h-4 w-40 max-w-full" />
            <Skeleton className="h-3 w-64 max-w-full" />
          </div>
          <Skeleton className="h-4 w-24 max-md:hidden" />
        </div>
      ))}
    </div>
  )
}
