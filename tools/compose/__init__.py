"""From stills to a take: grade, measure, camera movement, clip, storyboard. No torch."""
