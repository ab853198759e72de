/** What the tests of every module share; server and client take it from the codec's test jar. */
@NullMarked
package org.anonproxy.testing;

import org.jspecify.annotations.NullMarked;
