import {
  to = ovhai_registry.images_bhs
  identity = {
    id = "651a64be-b33f-5260-a849-c0e93194be63"
  }
}
