/** The live page before the browser has opened it: a placeholder for the tool line and some rows. */
import { Skeleton } from '#app/_ui/skeleton.tsx'
import { SkeletonRows } from './skeleton-rows.tsx'

export function LiveSkeleton({ name }: { name: string }) {
  return (
    <>
      <div className="flex shrink-0 items-center gap-2 border-b px-2 py-1">
        <h1 className="flex h-control min-w-0 items-center truncate pl-1 font-semibold">{name}</h1>
        <Skeleton className="h-5 w-20" />
      </div>
      <SkeletonRows />
    </>
  )
}
