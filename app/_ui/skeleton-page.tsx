/** A page with a title and a list while it loads. */
import { Skeleton } from './skeleton.tsx'
import { SkeletonList } from './skeleton-list.tsx'

export function SkeletonPage() {
  return (
    <div aria-busy="true" className="mx-auto flex w-full max-w-5xl flex-col gap-6 px-4 pt-6 md:px-8 md:pt-8">
      <div className="flex flex-col gap-2">
        <Skeleton className="h-7 w-40" />
        <Skeleton className="h-4 w-80 max-w-full" />
      </div>
      <SkeletonList />
    </div>
  )
}
