import { usePageTitle } from '@mt/web/frame/use-page-title.ts'

/** Sets the title of the page. */
export const useTitle = (title: string) => usePageTitle(title, 'Console')
