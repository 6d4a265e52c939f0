/** The skeleton of a list while it loads. */
import { SkeletonPage } from '#app/_ui/skeleton-page.tsx'

export default function Loading() {
  return <SkeletonPage />
}
